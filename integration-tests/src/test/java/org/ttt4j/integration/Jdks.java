package org.ttt4j.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java installations of this machine that TTT4J is to run on. Thread-safe. */
final class Jdks {

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final int OLDEST = 17;

    private Jdks() {}

    /** Home of the Java that runs this test. */
    static Path current() {
        return Path.of(System.getProperty("java.home"));
    }

    /** One home directory per feature version, this test's own among them, oldest first. */
    static Collection<Path> all() {
        Map<Integer, Path> homes = new TreeMap<>();
        homes.put(Runtime.version().feature(), current());
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> candidates = Files.list(installed)) {
                candidates.sorted().forEach(home -> homes.putIfAbsent(version(home), home));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        homes.keySet().removeIf(version -> version < OLDEST);
        return homes.values();
    }

    /** Feature version of the Java in a directory, 0 when there is none. */
    static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return 0;
        }
        try {
            Matcher found = VERSION.matcher(Files.readString(release));
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
