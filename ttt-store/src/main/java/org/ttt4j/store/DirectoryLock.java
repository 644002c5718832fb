package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The right to change a directory: a lock of the operating system on its file {@code lock}, which holds the name of its
 * owner. It ends with the process, so that a stale one cannot exist. Confined to one thread.
 *
 * <p>POSIX drops a process's lock on a file as soon as the process closes <em>any</em> descriptor of that file. A file that
 * is locked here is therefore never opened a second time in this process: what it holds is remembered instead, by the
 * file's inode, which a rename of the directory keeps.
 */
public final class DirectoryLock implements AutoCloseable {

    /** Name of the file. */
    public static final String FILE = "lock";

    private static final int LONGEST_NAME = 1000;

    private static final int TRIES = 5;

    /** Names of the owners within this process, by {@link #identity}; guards all opening and closing of lock files. */
    private static final Map<Object, String> HELD = new HashMap<>();

    private final FileChannel channel;
    private final Object identity;
    private Path directory;

    private DirectoryLock(FileChannel channel, Object identity, Path directory) {
        this.channel = channel;
        this.identity = identity;
        this.directory = directory;
    }

    /** The directory got another name. */
    void moved(Path to) {
        directory = to;
    }

    /**
     * Takes the lock.
     *
     * @param directory to be changed; exists
     * @param command what is going to happen, for others to read
     * @return a lock that the caller closes
     * @throws StoreException naming the owner if another process, or another thread of this one, has it
     * @throws IOException if its file cannot be written
     */
    public static DirectoryLock take(Path directory, String command) throws IOException {
        return tryTake(directory, command)
                .orElseThrow(() -> new StoreException(directory + ": is being changed by " + owner(directory)
                        + "; wait for it to end, or stop it, and try again"));
    }

    /** Takes the lock if it is free. */
    static Optional<DirectoryLock> tryTake(Path directory, String command) throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Optional<DirectoryLock> taken = attempt(directory, command);
            if (taken.isPresent() || Files.exists(directory.resolve(FILE))) {
                return taken;
            }
        }
        return Optional.empty();
    }

    private static Optional<DirectoryLock> attempt(Path directory, String command) throws IOException {
        synchronized (HELD) {
            Path file = directory.resolve(FILE);
            Optional<Object> before = made(file);
            if (before.isEmpty() || HELD.containsKey(before.orElseThrow())) {
                return Optional.empty();
            }
            Object identity = before.orElseThrow();
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                FileLock lock = channel.tryLock();
                // Its owner may have removed the file after it was opened here: then this lock is one on nothing.
                if (lock != null && identity(file).equals(before)) {
                    String name = "process " + ProcessHandle.current().pid() + " (ttt " + command + ", since "
                            + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), 0);
                    HELD.put(identity, name);
                    taken = true;
                }
                return taken ? Optional.of(new DirectoryLock(channel, identity, directory)) : Optional.empty();
            } catch (OverlappingFileLockException otherClassLoader) {
                return Optional.empty();
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        }
    }

    /** What a file is known by, which is made if it is missing; empty if somebody removes it meanwhile. */
    private static Optional<Object> made(Path file) throws IOException {
        Optional<Object> found = identity(file);
        if (found.isPresent()) {
            return found;
        }
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException somebodyElse) {
            return identity(file);
        }
        return identity(file);
    }

    /** Device and inode, without opening the file; its real path where a file system has none. Empty without a file. */
    private static Optional<Object> identity(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return Optional.of(key == null ? file.toRealPath() : key);
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /** Who has the lock, or had it last. */
    static String owner(Path directory) {
        synchronized (HELD) {
            Path file = directory.resolve(FILE);
            try {
                Optional<Object> identity = identity(file);
                if (identity.isPresent() && HELD.containsKey(identity.orElseThrow())) {
                    return HELD.get(identity.orElseThrow());
                }
                byte[] name = Files.readAllBytes(file);
                return name.length == 0 || name.length > LONGEST_NAME
                        ? "another process"
                        : new String(name, StandardCharsets.UTF_8);
            } catch (IOException unreadable) {
                return "another process (" + unreadable.getMessage() + ")";
            }
        }
    }

    /** Removes the file and gives the lock back. Idempotent. */
    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (channel.isOpen()) {
                try (channel) {
                    Files.deleteIfExists(directory.resolve(FILE));
                } finally {
                    HELD.remove(identity);
                }
            }
        }
    }
}
