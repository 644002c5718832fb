package org.ttt4j.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The results of a run, one line of JSON per document, on disk as soon as a document is done. Opening it again after a
 * kill drops a last line that was not written whole and goes on behind the others. Holds a lock, so that two runs cannot
 * share a file. Confined to one thread.
 */
final class ResultLog implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final NeighborCounts counts;
    private final List<DocumentResult> results = new ArrayList<>();
    private final Set<Long> ids = new HashSet<>();

    private ResultLog(Path file, FileChannel channel, NeighborCounts counts) {
        this.file = file;
        this.channel = channel;
        this.counts = counts;
    }

    /**
     * Opens or makes the file and reads what it holds.
     *
     * @throws IOException if another run holds it, if a line before the last is damaged or if it cannot be read
     */
    static ResultLog open(Path file, NeighborCounts counts) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new IOException(file + ": another run is writing to it, wanted a directory of its own");
            }
            ResultLog log = new ResultLog(file, channel, counts);
            log.recover();
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private void recover() throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // reads on until the buffer is full
        }
        byte[] bytes = content.array();
        int start = 0;
        for (int line = 1; ; line++) {
            int end = lineEnd(bytes, start);
            if (end < 0) {
                break;
            }
            String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            try {
                DocumentResult result = ResultJson.read(text, counts);
                if (!ids.add(result.id())) {
                    throw new IllegalArgumentException("found document " + result.id() + " a second time");
                }
                results.add(result);
            } catch (IllegalArgumentException damaged) {
                if (end + 1 < bytes.length) {
                    throw new IOException(
                            file + ", line " + line + ": " + damaged.getMessage()
                                    + ", wanted one result per line; remove the line or use another directory",
                            damaged);
                }
                break; // a crash of the machine can leave a last line with its end but without its middle
            }
            start = end + 1;
        }
        channel.truncate(start);
        channel.position(start);
    }

    private static int lineEnd(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** What the file holds, oldest first. */
    List<DocumentResult> results() {
        return List.copyOf(results);
    }

    /** Whether there is a result of a document. */
    boolean holds(long document) {
        return ids.contains(document);
    }

    /** Adds a result; it is on disk when this returns. */
    void append(DocumentResult result) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((ResultJson.write(result, counts) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
        results.add(result);
        ids.add(result.id());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
