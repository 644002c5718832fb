package org.ttt4j.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.VectorIndex;

/**
 * The exact vectors of an index: raw little-endian float32, row after row. Read by position rather than mapped: a file
 * cut short under a mapping kills the process, under a read it is an exception. Thread-safe.
 */
final class VectorFile implements VectorIndex.Reconstruction, AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final int dimension;
    private final long count;

    private VectorFile(Path file, FileChannel channel, int dimension, long count) {
        this.file = file;
        this.channel = channel;
        this.dimension = dimension;
        this.count = count;
    }

    /** Opens a file of {@code count} rows of {@code dimension} floats; its size has been checked. */
    static VectorFile open(Path file, int dimension, long count) throws IOException {
        return new VectorFile(file, FileChannel.open(file, StandardOpenOption.READ), dimension, count);
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        float[] values = new float[Math.multiplyExact(ids.length, dimension)];
        ByteBuffer row = buffer(1);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= count) {
                throw new IllegalArgumentException("found id " + ids[i] + ", wanted one in [0, " + count + ")");
            }
            fill(row.clear(), ids[i]);
            row.flip().asFloatBuffer().get(values, i * dimension, dimension);
        }
        return EmbeddingBatch.of(ids.length, dimension, values);
    }

    /**
     * Consecutive rows.
     *
     * @param from id of the first
     * @param rows how many; from + rows at most the number of vectors
     */
    EmbeddingBatch rows(long from, int rows) {
        ByteBuffer bytes = buffer(rows);
        fill(bytes, from);
        float[] values = new float[rows * dimension];
        bytes.flip().asFloatBuffer().get(values);
        return EmbeddingBatch.of(rows, dimension, values);
    }

    /** A sample of {@code rows} vectors, evenly spread over the file. */
    EmbeddingBatch sample(int rows) {
        long[] ids = new long[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = (long) ((double) i * count / rows);
        }
        return reconstruct(ids);
    }

    long count() {
        return count;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuffer buffer(int rows) {
        return ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(rows, dimension), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void fill(ByteBuffer to, long row) {
        long start = row * dimension * Float.BYTES;
        Positional.read(channel, file, to, start);
    }
}
