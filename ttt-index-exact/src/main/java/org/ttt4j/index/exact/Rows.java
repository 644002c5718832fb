package org.ttt4j.index.exact;

import org.ttt4j.api.EmbeddingBatch;

/** Takes vectors out of a batch and refuses those that cannot be compared. Thread-safe. */
final class Rows {

    /** Largest squared length: below it no similarity of two vectors overflows float32, for either metric. */
    static final double MOST_SQUARED_LENGTH = 8e37;

    private Rows() {}

    /** Refuses another dimension. */
    static void requireDimension(EmbeddingBatch batch, int dimension) {
        if (batch.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "found vectors of dimension " + batch.dimension() + ", wanted dimension " + dimension);
        }
    }

    /**
     * Copies one row after checking it.
     *
     * @param to as long as the row
     * @return its squared length
     * @throws IllegalArgumentException if a value is NaN or infinite, or the vector too long for float32
     */
    static double copy(EmbeddingBatch batch, int row, float[] to) {
        batch.values().get(row * batch.dimension(), to);
        double squares = 0;
        for (float value : to) {
            squares += (double) value * value;
        }
        if (!(squares <= MOST_SQUARED_LENGTH)) { // also true for NaN
            throw new IllegalArgumentException("found " + culprit(to) + " in row " + row
                    + ", wanted finite values and a squared length of at most " + MOST_SQUARED_LENGTH);
        }
        return squares;
    }

    private static String culprit(float[] row) {
        for (int column = 0; column < row.length; column++) {
            if (!Float.isFinite(row[column])) {
                return "the value " + row[column] + " in column " + column;
            }
        }
        return "a vector that is too long";
    }
}
