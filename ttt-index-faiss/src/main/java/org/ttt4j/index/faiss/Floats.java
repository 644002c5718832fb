package org.ttt4j.index.faiss;

import java.nio.FloatBuffer;
import org.ttt4j.api.EmbeddingBatch;

/**
 * Takes vectors out of a batch and refuses what FAISS would silently get wrong. Copying into an array works for every
 * kind of buffer: JavaCPP turns a read-only heap buffer into a NULL pointer and ignores byte order. Thread-safe.
 */
final class Floats {

    /**
     * Largest squared length of a vector. Below it no squared distance overflows float32: |x - y|^2 is at most
     * 2 (|x|^2 + |y|^2), and 4 * 8e37 is less than {@link Float#MAX_VALUE}.
     */
    private static final float MOST_SQUARED_LENGTH = 8e37f;

    private Floats() {}

    /** Refuses null and another dimension. */
    static void requireDimension(EmbeddingBatch batch, int dimension) {
        if (batch.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "found vectors of dimension=" + batch.dimension() + ", wanted dimension=" + dimension);
        }
    }

    /** Refuses a batch that {@link #rows} would refuse later, half-way through. */
    static void requireUsable(EmbeddingBatch batch, int step) {
        for (int from = 0; from < batch.rows(); from += step) {
            rows(batch, from, Math.min(step, batch.rows() - from));
        }
    }

    /**
     * Copies rows [from, from + rows) after checking them.
     *
     * @return rows * dimension floats, row-major
     * @throws IllegalArgumentException if a value is NaN or infinite, or a vector too long for float32
     */
    static float[] rows(EmbeddingBatch batch, int from, int rows) {
        int dimension = batch.dimension();
        float[] copy = new float[rows * dimension];
        FloatBuffer values = batch.values();
        values.get(from * dimension, copy);
        for (int row = 0; row < rows; row++) {
            float squares = 0;
            for (int i = row * dimension; i < (row + 1) * dimension; i++) {
                squares += copy[i] * copy[i];
            }
            if (!(squares <= MOST_SQUARED_LENGTH)) { // also true for NaN
                throw new IllegalArgumentException("found " + culprit(copy, row, dimension) + " in row " + (from + row)
                        + ", wanted finite values and a squared length of at most " + MOST_SQUARED_LENGTH);
            }
        }
        return copy;
    }

    private static String culprit(float[] values, int row, int dimension) {
        for (int column = 0; column < dimension; column++) {
            float value = values[row * dimension + column];
            if (!Float.isFinite(value)) {
                return "the value " + value + " in column " + column;
            }
        }
        return "a vector that is too long";
    }
}
