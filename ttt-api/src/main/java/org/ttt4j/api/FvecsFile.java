package org.ttt4j.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Reads {@code .fvecs}: per row an int32 dimension and that many float32 values, little-endian. Thread-safe. */
final class FvecsFile {

    private static final int MOST_DIMENSIONS = 1 << 24;
    private static final int CHUNK = 1 << 20;

    private FvecsFile() {}

    /**
     * Reads all rows.
     *
     * @throws IllegalArgumentException if the file is not such a file
     */
    static EmbeddingBatch read(VectorSource source) throws IOException {
        int dimension = dimension(source);
        int stride = dimension + 1;
        long rowBytes = (long) stride * Float.BYTES;
        long rows = source.size() / rowBytes;
        if (rows * dimension > VectorSource.MOST_VALUES) {
            throw source.refuse("found " + rows + " rows of " + dimension + " values, wanted at most "
                    + VectorSource.MOST_VALUES + " values in one file");
        }
        float[] values = new float[(int) (rows * dimension)];
        int chunkRows = (int) Math.max(1, Math.min(rows, CHUNK / rowBytes));
        ByteBuffer bytes = VectorSource.buffer((int) (chunkRows * rowBytes));
        for (int first = 0; first < rows; first += chunkRows) {
            int count = (int) Math.min(chunkRows, rows - first);
            source.fill(bytes.clear().limit((int) (count * rowBytes)), first * rowBytes);
            FloatBuffer floats = bytes.asFloatBuffer();
            for (int i = 0; i < count; i++) {
                int found = bytes.getInt((int) (i * rowBytes));
                if (found != dimension) {
                    throw source.refuse("found dimension " + found + " at row " + (first + i) + ", wanted " + dimension
                            + " as in row 0");
                }
                floats.get(i * stride + 1, values, (first + i) * dimension, dimension);
            }
        }
        long rest = source.size() - rows * rowBytes;
        if (rest > 0) {
            throw source.refuse("found " + rest + " bytes after row " + (rows - 1) + ", wanted the end of the file or "
                    + "another row of " + rowBytes + " bytes; it is cut short or damaged");
        }
        return EmbeddingBatch.of((int) rows, dimension, values);
    }

    private static int dimension(VectorSource source) throws IOException {
        if (source.size() < Integer.BYTES) {
            throw source.refuse("found " + source.size() + " bytes, wanted at least the 4 of a row's dimension");
        }
        int dimension = source.read(0, Integer.BYTES).getInt();
        if (dimension < 1 || dimension > MOST_DIMENSIONS) {
            throw source.refuse(
                    "found dimension " + dimension + " at row 0, wanted one in [1, " + MOST_DIMENSIONS + "]");
        }
        long rowBytes = (dimension + 1L) * Float.BYTES;
        if (rowBytes > source.size()) {
            throw source.refuse("found " + source.size() + " bytes, wanted at least " + rowBytes
                    + " for row 0 of dimension " + dimension + "; it is cut short or no .fvecs file");
        }
        return dimension;
    }
}
