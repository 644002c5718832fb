package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The unit of scanned files: 16 vectors, component by component, so that one vector instruction takes a component of all
 * of them and no sum has to be taken across. Bytes, little-endian:
 *
 * <pre>
 * 16 float32 scales s     what row r stands for is x' = s[r] code
 * 16 float32 errors e     |float32(&lt;q, x'&gt;) - &lt;q, x&gt;| is at most |q| e[r] for the vector x that was added
 * 16 float32 halves h     |x|^2 / 2, for L2
 * d x 16 codes            component by component; then zeros up to a multiple of 64 bytes
 * </pre>
 *
 * <p>e[r] = |x - x'| + gamma |x'|. By Cauchy and Schwarz the first term bounds what the code changes; gamma = 1.01 (d + 8)
 * 2^-24 bounds the rounding of a float32 sum of d products in any order (Higham, Accuracy and Stability of Numerical
 * Algorithms, 3.1). Rows that do not exist are zero. Confined to one thread.
 *
 * @param dimension d
 * @param storage what a component is stored as
 */
record Block(int dimension, Storage storage) {

    /** Vectors of a block. */
    static final int ROWS = 16;

    /** Floats before the codes. */
    static final int HEAD_FLOATS = 3 * ROWS;

    /** Bytes before the codes: three cache lines. */
    static final int HEAD_BYTES = HEAD_FLOATS * Float.BYTES;

    private static final int LINE = 64;

    /** Half a unit in the last place of 1. */
    private static final double ROUNDING = 0x1p-24;

    /** Refuses vectors of which 16 are more than a buffer can hold. */
    Block {
        long bytes = HEAD_BYTES + (long) ROWS * dimension * storage.bytes();
        if (bytes > 1 << 28) {
            throw new IllegalArgumentException("found dimension " + dimension + ", wanted at most "
                    + ((1 << 28) - HEAD_BYTES) / (ROWS * storage.bytes()));
        }
    }

    /** Length of a block. */
    int bytes() {
        return (HEAD_BYTES + ROWS * dimension * storage.bytes() + LINE - 1) / LINE * LINE;
    }

    /** Number of blocks that hold so many vectors. */
    static long count(long vectors) {
        return vectors / ROWS + (vectors % ROWS == 0 ? 0 : 1);
    }

    /**
     * Encodes up to 16 vectors.
     *
     * @param rows shape (count, d), the first {@code count} of which are meant
     * @return {@link #bytes()} bytes
     */
    byte[] encode(float[][] rows, int count) {
        byte[] encoded = new byte[bytes()];
        ByteBuffer to = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < count; row++) {
            encode(rows[row], row, to);
        }
        return encoded;
    }

    private void encode(float[] vector, int row, ByteBuffer to) {
        float largest = 0;
        double squares = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
            squares += (double) value * value;
        }
        float scale = storage.scale(largest);
        double lost = 0;
        double kept = 0;
        for (int column = 0; column < dimension; column++) {
            int code = storage.encode(vector[column], scale);
            put(to, HEAD_BYTES + (column * ROWS + row) * storage.bytes(), code);
            double stored = (double) storage.decode(code) * scale;
            lost += (vector[column] - stored) * (vector[column] - stored);
            kept += stored * stored;
        }
        double rounding = 1.01 * (dimension + 8) * ROUNDING * Math.sqrt(kept);
        double underflow = (double) scale * dimension * 0x1p-148;
        to.putFloat(row * Float.BYTES, scale);
        to.putFloat(
                (ROWS + row) * Float.BYTES, Math.nextUp((float) (1.001 * (Math.sqrt(lost) + rounding) + underflow)));
        to.putFloat((2 * ROWS + row) * Float.BYTES, (float) (squares / 2));
    }

    private void put(ByteBuffer to, int at, int code) {
        switch (storage) {
            case FLOAT32 -> to.putInt(at, code);
            case FLOAT16 -> to.putShort(at, (short) code);
            case INT8 -> to.put(at, (byte) code);
        }
    }
}
