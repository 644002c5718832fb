package org.ttt4j.select;

import org.ttt4j.api.EmbeddingBatch;

/**
 * K vectors in float64, perhaps scaled to length 1. Immutable but for the lazily made {@link Columns}; confined to one
 * thread.
 */
final class Points {

    private final int count;
    private final int dimension;
    private final float[] values; // (K, d) as given
    private final double[] scales; // (K,) by which each vector is multiplied
    private final double[] squaredLengths; // (K,) after scaling
    private Columns columns;

    private Points(int count, int dimension, float[] values, double[] scales, double[] squaredLengths) {
        this.count = count;
        this.dimension = dimension;
        this.values = values;
        this.scales = scales;
        this.squaredLengths = squaredLengths;
    }

    /**
     * Copies a matrix.
     *
     * @param unit whether to scale vectors to length 1; zero vectors stay zero
     * @throws IllegalArgumentException if a component is not finite, naming its row
     */
    static Points of(EmbeddingBatch batch, boolean unit, String what) {
        float[] values = batch.toArray();
        double[] scales = new double[batch.rows()];
        double[] squares = new double[batch.rows()];
        for (int i = 0; i < scales.length; i++) {
            squares[i] = squaredLength(values, i * batch.dimension(), batch.dimension());
            if (!Double.isFinite(squares[i])) { // squares of floats cannot overflow a double
                throw notFinite(batch.row(i), i, what);
            }
            boolean scaled = unit && squares[i] > 0;
            scales[i] = scaled ? 1 / Math.sqrt(squares[i]) : 1;
            squares[i] = scaled ? 1 : squares[i];
        }
        return new Points(batch.rows(), batch.dimension(), values, scales, squares);
    }

    private static double squaredLength(float[] values, int from, int d) {
        double[] sums = new double[4]; // independent sums overlap in the processor
        int j = 0;
        for (; j + 4 <= d; j += 4) {
            sums[0] += (double) values[from + j] * values[from + j];
            sums[1] += (double) values[from + j + 1] * values[from + j + 1];
            sums[2] += (double) values[from + j + 2] * values[from + j + 2];
            sums[3] += (double) values[from + j + 3] * values[from + j + 3];
        }
        for (; j < d; j++) {
            sums[0] += (double) values[from + j] * values[from + j];
        }
        return sums[0] + sums[1] + (sums[2] + sums[3]);
    }

    private static IllegalArgumentException notFinite(float[] row, int index, String what) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                return new IllegalArgumentException(
                        "found " + value + " in row " + index + " of the " + what + ", wanted finite numbers");
            }
        }
        throw new AssertionError("a square of finite numbers was not finite");
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    /** Vector i, shape (d,). */
    double[] row(int i) {
        double[] row = new double[dimension];
        for (int j = 0; j < dimension; j++) {
            row[j] = scales[i] * values[i * dimension + j];
        }
        return row;
    }

    /** Squared lengths, shape (K,), a copy. */
    double[] squaredLengths() {
        return squaredLengths.clone();
    }

    double squaredLength(int i) {
        return squaredLengths[i];
    }

    /** The same vectors by component, for products with all of them at once. */
    Columns columns() {
        if (columns == null) {
            columns = Columns.of(count, dimension, values, scales);
        }
        return columns;
    }

    /** Mean of all vectors, shape (d,); there must be one. */
    double[] mean() {
        double[] mean = new double[dimension];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < dimension; j++) {
                mean[j] += scales[i] * values[i * dimension + j] / count;
            }
        }
        return mean;
    }
}
