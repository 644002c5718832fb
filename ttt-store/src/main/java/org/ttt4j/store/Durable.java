package org.ttt4j.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files and directories that appear whole or not at all: written beside their place as {@code NAME.tmp-PID}, forced to
 * disk, renamed. What a killed process left behind is removed by the next one. Thread-safe.
 */
public final class Durable {

    private static final String MARK = ".tmp-";

    private Durable() {}

    /**
     * {@return where a file or directory is prepared, beside its place; what dead processes left for the same target is
     * removed}
     *
     * @param target the place it gets
     * @throws IOException if something that was left cannot be removed
     */
    public static Path temporaryFor(Path target) throws IOException {
        removeStale(target);
        Path absolute = target.toAbsolutePath();
        return absolute.resolveSibling(
                absolute.getFileName() + MARK + ProcessHandle.current().pid());
    }

    /**
     * Removes what dead processes, or this one earlier, left beside a target.
     *
     * @param target a file or directory; need not be there
     * @throws IOException if something cannot be removed
     */
    public static void removeStale(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return;
        }
        String prefix = absolute.getFileName() + MARK;
        List<Path> left;
        try (Stream<Path> siblings = Files.list(parent)) {
            left = siblings.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
        for (Path path : left) {
            String pid = path.getFileName().toString().substring(prefix.length());
            if (pid.matches("[0-9]{1,18}") && !inUse(Long.parseLong(pid))) {
                delete(path);
            }
        }
    }

    /**
     * Moves a prepared file or directory to its place and forces the rename to disk.
     *
     * @param temporary complete and forced to disk; beside the target
     * @param target replaced if it is a file
     * @throws IOException if the file system refuses
     */
    public static void publish(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        force(target.toAbsolutePath().getParent());
    }

    /**
     * Writes a text file in UTF-8 that appears whole or not at all, replacing an older one.
     *
     * @param file replaced if it is there
     * @param text all of it
     * @throws IOException if it cannot be written; an older one is as it was then
     */
    public static void write(Path file, String text) throws IOException {
        Path temporary = temporaryFor(file);
        try (NamedOutput out = new NamedOutput(temporary)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        publish(temporary, file);
    }

    /**
     * Forces a directory's entries to disk.
     *
     * @param directory whose names are to last
     * @throws IOException if it cannot be opened or forced
     */
    public static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Forces every file below a directory, and the directories, to disk.
     *
     * @param directory looked at to the bottom
     * @throws IOException if something cannot be opened or forced
     */
    public static void forceTree(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.toList();
        }
        for (Path path : all) {
            force(path);
        }
    }

    /**
     * Deletes a file or a tree, if it is there.
     *
     * @param path links are deleted, not followed
     * @throws IOException if something cannot be deleted
     */
    public static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean inUse(long pid) {
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
