package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ttt4j.integration.Launch.Outcome;
import org.ttt4j.integration.Launch.Running;

/** {@code kill -9} and Ctrl-C in the middle of long work: nothing half-made opens, what was finished is kept. */
class InterruptionIT {

    @Test
    void aKilledIndexBuildLeavesNothingThatOpensAndCanBeRepeated() {
        Natives.need("onnx", "faiss");
        Path work = Samples.directory("killed build");
        Path corpus = bigCorpus(work);
        Path index = work.resolve("index");
        try (Running running =
                Launch.ttt("index", "build", "--corpus", corpus, "--out", index).start()) {
            Outcome killed =
                    running.until(() -> entries(work) > 1).signal("KILL").await();
            assertThat(killed.exit()).isEqualTo(137);
        }
        assertThat(index).doesNotExist();
        Launch.ttt("index", "search", index, "query").run().refused(index.toString());
        Launch other = Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", index)
                .hashed();
        Path unfinished = work.resolve("index.building");
        if (Files.exists(unfinished.resolve("g1/build.json"))) { // it may be killed just before that is written
            other.run().refused("unfinished build of something else");
        }
        Distribution.delete(unfinished);
        other.succeed();
        Launch.ttt("index", "search", index, "query").hashed().succeed();
    }

    @Test
    void anInterruptedIndexBuildLeavesOnlyWhatItCanGoOnWith() {
        Natives.need("onnx", "faiss");
        Path work = Samples.directory("interrupted build");
        Path corpus = bigCorpus(work);
        Path index = work.resolve("index");
        Launch build = Launch.ttt("index", "build", "--corpus", corpus, "--out", index);
        try (Running running = build.interruptible().start()) {
            Outcome interrupted =
                    running.until(() -> entries(work) > 1).signal("INT").await();
            interrupted.failedWith(130);
        }
        assertThat(names(work)).contains("big.jsonl").isSubsetOf("big.jsonl", "index.building");
    }

    @Test
    void aTerminatedBuildSaysSoAsWell() {
        Natives.need("onnx", "faiss");
        Path work = Samples.directory("terminated build");
        Path corpus = bigCorpus(work);
        try (Running running = Launch.ttt("index", "build", "--corpus", corpus, "--out", work.resolve("index"))
                .start()) {
            running.until(() -> entries(work) > 1).signal("TERM").await().failedWith(143);
        }
        assertThat(names(work)).contains("big.jsonl").isSubsetOf("big.jsonl", "index.building");
    }

    @Test
    void aKilledEvaluationGoesOnWhereItWas() throws IOException {
        Natives.need("faiss", "tf");
        Path work = Samples.directory("killed evaluation");
        JsonNode whole =
                evaluation(work.resolve("whole")).words("--json").succeed().json();
        Path out = work.resolve("out");
        Path log = out.resolve("documents.jsonl");
        try (Running running = evaluation(out).start()) {
            running.until(() -> lines(log) >= 3).signal("KILL").await();
        }
        List<String> before = Files.readAllLines(log);
        JsonNode resumed = evaluation(out).words("--json").succeed().json();
        assertThat(Files.readAllLines(log)).startsWith(before.subList(0, 3).toArray(String[]::new));
        assertThat(resumed.get("documents")).isEqualTo(whole.get("documents"));
        assertThat(resumed.get("bits_per_byte")).isEqualTo(whole.get("bits_per_byte"));
    }

    @Test
    void anInterruptedEvaluationGoesOnWhereItWas() {
        Natives.need("faiss", "tf");
        Path out = Samples.directory("interrupted evaluation").resolve("out");
        Path log = out.resolve("documents.jsonl");
        long before;
        try (Running running = evaluation(out).interruptible().start()) {
            Outcome stopped = running.until(() -> lines(log) >= 2).signal("INT").await();
            assertThat(stopped.exit()).as(stopped.toString()).isEqualTo(130);
            assertThat(stopped.err())
                    .contains("the same command goes on with the others")
                    .doesNotContain("\tat ");
            before = lines(log);
        }
        evaluation(out).succeed();
        assertThat(lines(log)).isGreaterThan(before);
    }

    @Test
    void aKilledPretrainingGoesOnWhereItWas() {
        Natives.need("tf");
        Path work = Samples.directory("killed pretraining");
        Path out = work.resolve("model");
        Launch pretrain = Launch.ttt("pretrain", "--corpus", Samples.corpus(), "--out", out)
                .words(Samples.TINY_MODEL)
                .words("--steps", 400, "--checkpoint-every", "1s");
        try (Running running = pretrain.start()) {
            running.until(() -> holdsCheckpoint(work)).signal("KILL").await();
        }
        Launch.ttt("adapt", "--index", Samples.hashedIndex(), "--model", out, "--prompt", "text")
                .hashed()
                .run()
                .failedWith(1, out.toString());
        assertThat(steps(pretrain.succeed().err()).get(0))
                .as("first step reported after resuming")
                .isGreaterThan(1);
        assertThat(out.resolve("model.safetensors")).isRegularFile();
    }

    private static Launch evaluation(Path out) {
        return Launch.ttt("eval", "--index", Samples.hashedIndex(), "--model", Samples.model())
                .hashed()
                .words("--data", Samples.corpus(), "--limit", 8, "--neighbors", "0,2", "--out", out);
    }

    /** The sample corpus many times over, each copy different, so that embedding it takes a while. */
    private static Path bigCorpus(Path work) {
        try {
            List<String> lines = Files.readAllLines(Samples.corpus());
            StringBuilder all = new StringBuilder();
            for (int copy = 0; copy < 6; copy++) {
                for (String line : lines) {
                    all.append(line.replaceFirst("\"text\" ?: ?\"", "$0" + "copy " + copy + " "))
                            .append('\n');
                }
            }
            return Files.writeString(work.resolve("big.jsonl"), all);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Integer> steps(String progress) {
        return Pattern.compile("step (\\d+)")
                .matcher(progress)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    private static boolean holdsCheckpoint(Path work) {
        try (Stream<Path> files = Files.walk(work)) {
            return files.anyMatch(file -> file.getFileName().toString().contains("checkpoint"));
        } catch (IOException | UncheckedIOException changedUnderWay) {
            return false;
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static long entries(Path directory) {
        return names(directory).size();
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
