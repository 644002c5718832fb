package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text files that appear whole or not at all, replacing older ones. Thread-safe. */
final class WholeFile {

    private WholeFile() {}

    /** Writes UTF-8 beside the place, forces it to disk and renames it. */
    static void write(Path file, String text) throws IOException {
        Path temporary = Durable.temporaryFor(file);
        try (NamedOutput out = new NamedOutput(temporary)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        Durable.publish(temporary, file);
    }
}
