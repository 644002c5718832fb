package org.ttt4j.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory for adapters that only this user can enter. What is in it was learned from users' prompts, so it goes when
 * the server ends; of a server that was killed, the next one removes it. Whoever owns a directory holds a lock on a file
 * in it for as long as the process lives. Thread-safe.
 */
final class AdapterDirectory implements AutoCloseable {

    private static final Logger LOG = System.getLogger(AdapterDirectory.class.getName());
    private static final String PREFIX = "ttt-adapters-";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private AdapterDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes a directory, and removes those beside it that nobody owns any more.
     *
     * @param parent made if it is not there; empty for the system's directory of temporary files
     * @throws UncheckedIOException if it cannot be made
     */
    static AdapterDirectory make(Optional<Path> parent) {
        try {
            Path beside = parent.isPresent()
                    ? Files.createDirectories(parent.get())
                    : Path.of(System.getProperty("java.io.tmpdir"));
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Path made = Files.createTempDirectory(beside, PREFIX + process() + "-", mode);
            removeOrphans(beside, Files.getOwner(made));
            return new AdapterDirectory(made, locked(made));
        } catch (IOException failure) {
            throw new UncheckedIOException("the directory of the adapter cache cannot be made", failure);
        }
    }

    Path path() {
        return path;
    }

    /** Removes it with all files. */
    @Override
    public void close() {
        try {
            remove(path);
            lock.close();
        } catch (IOException | UncheckedIOException stays) {
            LOG.log(Level.WARNING, path + " cannot be removed", stays);
        }
    }

    /** The lock is there from the moment on at which its file has its name, so that nobody finds it without an owner. */
    private static FileChannel locked(Path directory) throws IOException {
        Path early = directory.resolve(LOCK + ".early");
        FileChannel channel = FileChannel.open(early, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            channel.lock();
            Files.move(early, directory.resolve(LOCK));
            return channel;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    private static void removeOrphans(Path beside, UserPrincipal user) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(beside, PREFIX + "*")) {
            for (Path one : all) {
                // One of this process is never looked at: to close its lock file, even another channel of it, is to
                // unlock it.
                if (!one.getFileName().toString().startsWith(PREFIX + process() + "-")) {
                    removeOrphan(one, user);
                }
            }
        } catch (IOException unreadable) {
            LOG.log(Level.DEBUG, "what killed servers have left in " + beside + " was not looked for", unreadable);
        }
    }

    private static void removeOrphan(Path directory, UserPrincipal user) {
        try {
            boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user);
            if (!ours) {
                return;
            }
            try (FileChannel channel = FileChannel.open(
                            directory.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock free = channel.tryLock()) {
                if (free != null) {
                    remove(directory);
                    LOG.log(Level.INFO, "removed " + directory + ", which a killed server had left");
                }
            }
        } catch (NoSuchFileException begun) { // its owner has not locked it yet, or another server removes it as well
            LOG.log(Level.DEBUG, directory + " is not looked at", begun);
        } catch (OverlappingFileLockException | IOException | UncheckedIOException stays) {
            LOG.log(Level.WARNING, directory + " of a killed server cannot be removed", stays);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Names this process among all that there were: a container's first one has the same number after each start. */
    private static String process() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + "-"
                + self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
