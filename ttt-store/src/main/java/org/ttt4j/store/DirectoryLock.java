package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The right to change a directory: a lock of the operating system on its file {@code lock}, which holds the name of its
 * owner. It ends with the process, so that a stale one cannot exist. Confined to one thread.
 */
public final class DirectoryLock implements AutoCloseable {

    /** Name of the file. */
    public static final String FILE = "lock";

    private static final int LONGEST_NAME = 1000;

    private static final int TRIES = 5;

    private final FileChannel channel;
    private Path directory;

    private DirectoryLock(FileChannel channel, Path directory) {
        this.channel = channel;
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
        Path file = directory.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                String name = "process " + ProcessHandle.current().pid() + " (ttt " + command + ", since "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS) + ")";
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), 0);
                // Its owner may have removed the file after it was opened here: then this lock is one on nothing.
                taken = Files.exists(file) && owner(directory).equals(name);
            }
            return taken ? Optional.of(new DirectoryLock(channel, directory)) : Optional.empty();
        } catch (OverlappingFileLockException withinThisProcess) {
            return Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Who has the lock, or had it last. */
    static String owner(Path directory) {
        try {
            byte[] name = Files.readAllBytes(directory.resolve(FILE));
            return name.length == 0 || name.length > LONGEST_NAME
                    ? "another process"
                    : new String(name, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "another process (" + unreadable.getMessage() + ")";
        }
    }

    /** Removes the file and gives the lock back. Idempotent. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                Files.deleteIfExists(directory.resolve(FILE));
            }
        }
    }
}
