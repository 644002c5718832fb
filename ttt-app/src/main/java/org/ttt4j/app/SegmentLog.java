package org.ttt4j.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.ScoreFirst;
import org.ttt4j.store.LineReader;

/**
 * The log of a stream, one line of JSON per segment, handed to the system as soon as a segment is read. Holds a lock, so
 * that two runs cannot share a file. Confined to one thread.
 */
final class SegmentLog implements AutoCloseable {

    private static final int LONGEST = 1 << 20;

    private final FileChannel channel;

    private SegmentLog(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens or makes the file and keeps the first lines of it.
     *
     * @param lines how many; what follows was written after the snapshot that the run goes on from
     * @throws CommandException if another run holds it or if there are fewer
     */
    static SegmentLog open(Path file, long lines) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw CommandException.failed(file + ": another run is writing to it, wanted a directory of its own");
            }
            long end = endOf(channel, lines);
            if (end < 0) {
                throw CommandException.failed(file + ": has fewer than the " + lines
                        + " lines that were written before the snapshot; remove the directory or use another --out");
            }
            channel.truncate(end);
            channel.position(end);
            return new SegmentLog(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Bytes up to the end of a line, or -1 if there are not so many. */
    private static long endOf(FileChannel channel, long lines) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        long position = 0;
        for (long ended = 0; ended < lines; position++) {
            int next = in.read();
            if (next < 0) {
                return -1;
            }
            ended += next == '\n' ? 1 : 0;
        }
        return position;
    }

    /** Adds a line. */
    void append(OnlineLine line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((SegmentJson.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Forces all lines to disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Proves from a file that nothing was learned before it was scored.
     *
     * @return how many segments there are
     * @throws IllegalArgumentException if that is not so, or if a line is damaged
     */
    static long check(Path file) throws IOException {
        try (LineReader lines = new LineReader(Files.newInputStream(file), LONGEST)) {
            return ScoreFirst.check(() -> new Iterator<>() {
                private boolean there;
                private boolean looked;

                @Override
                public boolean hasNext() {
                    if (!looked) {
                        try {
                            there = lines.next();
                        } catch (IOException unreadable) {
                            throw Failures.unchecked(unreadable);
                        }
                        looked = true;
                    }
                    return there;
                }

                @Override
                public OnlineLine next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("the log has ended");
                    }
                    looked = false;
                    return SegmentLog.line(file, lines);
                }
            });
        }
    }

    private static OnlineLine line(Path file, LineReader lines) {
        try {
            return SegmentJson.read(lines.text()
                    .filter(text -> !lines.tooLong())
                    .orElseThrow(() -> new IllegalArgumentException("found no text")));
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException(
                    file + ", line " + lines.number() + ": " + damaged.getMessage() + ", wanted what a stream writes",
                    damaged);
        }
    }
}
