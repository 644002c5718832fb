package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small corpora for tests. */
final class Corpora {

    private static final List<String> WORDS =
            List.of("river", "stone", "engine", "letter", "garden", "copper", "signal", "winter", "harbour", "paper");

    private Corpora() {}

    /** A text that differs from all others. */
    static String text(int i) {
        return "Note " + i + " on the " + WORDS.get(i % 10) + " and the " + WORDS.get(i / 10 % 10) + ".\nLine two of "
                + i + ".";
    }

    /** Writes {@code count} documents in three domains. */
    static Path write(Path file, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(line(i));
        }
        return Files.write(file, lines);
    }

    /** One line of JSON. */
    static String line(int i) {
        return Json.line(Map.of(
                "text", text(i), "meta", Map.of("pile_set_name", "domain-" + i % 3, "source", "notes/" + i + "#0")));
    }
}
