package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small study for tests, on backends in plain Java. */
final class StudyFiles {

    /** Options that choose backends in plain Java; the study file chooses the selector. */
    static final List<String> PURE =
            List.of("--set", "ttt.embedder.use=hash", "--set", "ttt.index.use=exact", "--set", "ttt.trainer.use=bytes");

    private StudyFiles() {}

    /** An index of 60 documents and 24 held-out ones, below a directory. */
    static void corpus(Path directory) throws IOException {
        CommandRun.pure(
                        "index",
                        "build",
                        "--corpus",
                        Corpora.write(directory.resolve("c.jsonl"), 60),
                        "--out",
                        directory.resolve("index"))
                .succeeded();
        Corpora.write(directory.resolve("held.jsonl"), 24);
    }

    /** Writes a study of such a corpus. */
    static Path write(Path corpus, Path file, String body) throws IOException {
        return Files.writeString(file, text(corpus, body));
    }

    /** A study file with some lines of its own. */
    static String text(Path corpus, String body) {
        return """
                study {
                  name = small
                  data {
                    index = "%s"
                    test = "%s"
                    sample { per-domain = 3, seed = 7 }
                  }
                  neighbors = [0, 1, 5]
                %s
                }
                ttt.candidates = 20
                """.formatted(corpus.resolve("index"), corpus.resolve("held.jsonl"), body.indent(2));
    }

    /** Runs with these backends. */
    static CommandRun run(Path file, Path out, Object... more) {
        return run(new Stop(), file, out, more);
    }

    /** The same, to be stopped. */
    static CommandRun run(Stop stop, Path file, Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("study", "run", file, "--out", out));
        words.addAll(PURE);
        words.addAll(List.of(more));
        return CommandRun.of(stop, words.toArray());
    }
}
