package org.ttt4j.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Exact vectors: raw little-endian float32, row after row, mapped. Thread-safe. */
final class VectorFile implements AutoCloseable {

    private final MappedFile file;
    private final int dimension;
    private final long count;

    private VectorFile(MappedFile file, int dimension, long count) {
        this.file = file;
        this.dimension = dimension;
        this.count = count;
    }

    /**
     * Opens a file of {@code count} rows of {@code dimension} floats.
     *
     * @throws StoreException if it has another size
     */
    static VectorFile open(Path file, int dimension, long count, FileOpening opening) throws IOException {
        MappedFile mapped = opening.open(file);
        long wanted = count * dimension * Float.BYTES;
        if (mapped.size() != wanted) {
            mapped.close();
            throw new StoreException(
                    file + ": found " + mapped.size() + " bytes, wanted " + wanted + "; the index is damaged");
        }
        return new VectorFile(mapped, dimension, count);
    }

    long count() {
        return count;
    }

    /**
     * Copies consecutive rows.
     *
     * @param from number of the first
     * @param rows how many; from + rows at most {@link #count()}
     * @param to gets them
     * @param at where in {@code to} they begin
     */
    void copy(long from, int rows, float[] to, int at) {
        long width = (long) dimension * Float.BYTES;
        byte[] bytes = file.read(from * width, Math.toIntExact(rows * width));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(to, at, rows * dimension);
    }

    @Override
    public void close() {
        file.close();
    }
}
