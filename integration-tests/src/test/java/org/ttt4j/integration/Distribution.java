package org.ttt4j.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The distribution as users get it: the archive, unpacked once per test run into a path with spaces. Thread-safe.
 */
final class Distribution {

    /** Root of the repository. */
    static final Path REPOSITORY =
            Path.of(System.getProperty("ttt.repository")).toAbsolutePath().normalize();

    /** Where the tests of this module may leave files. */
    static final Path WORK = Path.of("target", "it").toAbsolutePath();

    private static final String ARCHIVES = System.getProperty("ttt.archives");

    static {
        delete(WORK); // of an earlier run
    }

    private Distribution() {}

    /** Home directory of the unpacked tar. */
    static Path home() {
        return Unpacked.HOME;
    }

    /** The archive of a kind, {@code tar} or {@code zip}. */
    static Path archive(String kind) {
        Path archive = Path.of(ARCHIVES + "." + kind).normalize();
        if (!Files.isRegularFile(archive)) {
            throw new IllegalStateException("found no " + archive + ", wanted ttt-app packaged before this module");
        }
        return archive;
    }

    /** Unpacks an archive into a directory that is made for it; returns the one directory in it. */
    static Path unpack(String kind, Path into) {
        List<String> command = kind.equals("zip")
                ? List.of("unzip", "-q", archive(kind).toString(), "-d", into.toString())
                : List.of("tar", "-xf", archive(kind).toString(), "-C", into.toString());
        try {
            Files.createDirectories(into);
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit);
            }
            return into.resolve(Path.of(ARCHIVES).getFileName().toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    /** The jars of the unpacked distribution whose name starts with {@code prefix}. */
    static List<Path> jars(String prefix) {
        try (Stream<Path> files = Files.list(home().resolve("lib"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Deletes a directory and all below it, if it is there. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Unpacked {
        static final Path HOME = unpack("tar", WORK.resolve("a path with spaces"));
    }
}
