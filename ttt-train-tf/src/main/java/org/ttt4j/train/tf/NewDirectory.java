package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ttt4j.api.BackendException;

/**
 * Directories that are there as a whole or not at all: filled beside their place as {@code NAME.tmp-PID-NANOS}, forced to
 * disk, renamed. Thread-safe.
 */
final class NewDirectory {

    private static final String BESIDE = ".tmp-";
    private static final Pattern OWNER = Pattern.compile("([0-9]{1,18})-[0-9]+");

    private NewDirectory() {}

    /** What fills a directory with files; it makes no directories in it. */
    @FunctionalInterface
    interface Body {
        void writeTo(Path directory) throws IOException;
    }

    /**
     * Makes a directory and what its parents lack, and removes what killed processes left of the same one.
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
                target.getFileName() + BESIDE + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.createDirectories(target.getParent());
            removeOfTheDead(target);
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

    /** What processes that were killed left of the same directory can be as large as a model. */
    private static void removeOfTheDead(Path target) throws IOException {
        String prefix = target.getFileName() + BESIDE;
        try (Stream<Path> all = Files.list(target.getParent())) {
            for (Path path : all.toList()) {
                String name = path.getFileName().toString();
                if (name.startsWith(prefix) && ofTheDead(name.substring(prefix.length()))) {
                    deleteIfPossible(path);
                }
            }
        }
    }

    private static boolean ofTheDead(String suffix) {
        Matcher owner = OWNER.matcher(suffix);
        return owner.matches()
                && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty();
    }

    private static void deleteIfPossible(Path beside) {
        if (!Files.isDirectory(beside, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            delete(beside);
        } catch (IOException leftThere) { // of another user, say: no reason to write nothing
            return;
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
