package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.ttt4j.api.BackendException;

/**
 * Directories that are there as a whole or not at all: filled beside their place as {@code NAME.tmp-PID-NANOS}, forced to
 * disk, renamed. Thread-safe.
 */
final class NewDirectory {

    private NewDirectory() {}

    /** What fills a directory with files; it makes no directories in it. */
    @FunctionalInterface
    interface Body {
        void writeTo(Path directory) throws IOException;
    }

    /**
     * Makes a directory and what its parents lack.
     *
     * @throws IllegalArgumentException if there is something in its place
     * @throws BackendException if it cannot be written; nothing is left of it then
     */
    static void write(Path directory, Body body) {
        Path target = directory.toAbsolutePath().normalize();
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) || target.getFileName() == null) {
            throw new IllegalArgumentException(
                    directory + ": found something there already, wanted the name of a new directory");
        }
        Path beside = target.resolveSibling(
                target.getFileName() + ".tmp-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.createDirectories(target.getParent());
            try {
                Files.createDirectory(beside);
                body.writeTo(beside);
                force(beside);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
                force(target.getParent());
            } finally {
                delete(beside);
            }
        } catch (IOException failure) {
            throw new BackendException(
                    Ids.BACKEND, directory + ": could not be written: " + FileTrouble.of(failure), failure);
        }
    }

    private static void delete(Path beside) throws IOException {
        if (Files.exists(beside)) {
            try (Stream<Path> files = Files.list(beside)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(beside);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
