package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.HashEmbedderProvider;

/** Small corpora and an embedder for tests. */
final class Corpora {

    private static final List<String> WORDS =
            List.of("river", "stone", "engine", "letter", "garden", "copper", "signal", "winter", "harbour", "paper");

    private Corpora() {}

    /** A text that differs from all others. */
    static String text(int i) {
        return "Note " + i + " on the " + WORDS.get(i % 10) + " and the " + WORDS.get(i / 10 % 10) + ".\nLine two of "
                + i + ".";
    }

    /** One line of JSON. */
    static String line(int i) {
        return Json.line(Map.of(
                "text", text(i), "meta", Map.of("pile_set_name", "domain-" + i % 3, "source", "notes/" + i + "#0")));
    }

    /** Writes {@code count} documents in three domains. */
    static Path write(Path file, int count) throws IOException {
        return Files.write(
                file, IntStream.range(0, count).mapToObj(Corpora::line).toList());
    }

    /** The hash embedder of the testkit. */
    static NamedEmbedder embedder(int dimension) {
        Settings settings = Settings.of(Map.of("dimension", String.valueOf(dimension)));
        return new NamedEmbedder("hash", new HashEmbedderProvider().open(settings));
    }

    /** A backend with its defaults. */
    static IndexBackend backend(BackendProvider.OfIndex provider) {
        return IndexBackend.of(provider, Map.of());
    }
}
