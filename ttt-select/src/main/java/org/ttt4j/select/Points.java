package org.ttt4j.select;

import java.nio.FloatBuffer;
import org.ttt4j.api.EmbeddingBatch;

/**
 * K vectors in float64, perhaps scaled to length 1. What is derived from them is made when first asked for. Confined to
 * one thread.
 */
final class Points {

    private final FloatBuffer values; // (K, d) as given
    private final int count;
    private final int dimension;
    private final String what;
    private final Spare spare;
    private final float[] row; // (d,) scratch
    private final double[] scales; // (K,) by which each vector is multiplied, or null
    private double[] squaredLengths; // (K,) after scaling, or null
    private Columns columns;

    private Points(EmbeddingBatch batch, boolean unit, String what, Spare spare) {
        this.values = batch.values();
        this.count = batch.rows();
        this.dimension = batch.dimension();
        this.what = what;
        this.spare = spare;
        this.row = new float[dimension];
        this.scales = unit ? unitScales() : null;
    }

    /**
     * Looks at a matrix without copying it.
     *
     * @param unit whether to scale vectors to length 1; zero vectors stay zero
     * @param what name of the matrix in messages
     * @param spare where memory comes from
     */
    static Points of(EmbeddingBatch batch, boolean unit, String what, Spare spare) {
        return new Points(batch, unit, what, spare);
    }

    /** Gives back the memory that {@link #columns()} took; nothing else may be asked afterwards. */
    void release() {
        if (columns != null) {
            spare.give(columns.memory());
        }
    }

    int count() {
        return count;
    }

    int dimension() {
        return dimension;
    }

    /** Copies vector i into shape (d,). */
    void row(int i, double[] into) {
        values.get(i * dimension, row);
        double scale = scales == null ? 1 : scales[i];
        for (int j = 0; j < into.length; j++) {
            into[j] = scale * row[j];
        }
    }

    /** Vector i, shape (d,). */
    double[] row(int i) {
        double[] row = new double[dimension];
        row(i, row);
        return row;
    }

    /**
     * Squared lengths, shape (K,): a view.
     *
     * @throws IllegalArgumentException if a component is not finite, naming its row
     */
    double[] squaredLengths() {
        if (squaredLengths == null) {
            double[] squares = columns == null ? squaresByRow() : columns.squaredLengths();
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(squares[i])) { // squares of floats cannot overflow a double
                    throw notFinite(i);
                }
            }
            squaredLengths = squares;
        }
        return squaredLengths;
    }

    /** The same vectors by component, for products with all of them at once. */
    Columns columns() {
        if (columns == null) {
            columns = Columns.of(values, count, dimension, scales, spare.take(dimension, count));
        }
        return columns;
    }

    /** Mean of all vectors, shape (d,); there must be one. */
    double[] mean() {
        double[] mean = new double[dimension];
        double[] row = new double[dimension];
        for (int i = 0; i < count; i++) {
            row(i, row);
            for (int j = 0; j < dimension; j++) {
                mean[j] += row[j] / count;
            }
        }
        return mean;
    }

    private double[] unitScales() {
        double[] squares = squaresByRow();
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(squares[i])) {
                throw notFinite(i);
            }
            squares[i] = squares[i] > 0 ? 1 / Math.sqrt(squares[i]) : 1;
        }
        return squares;
    }

    private double[] squaresByRow() {
        double[] squares = new double[count];
        double[] row = new double[dimension];
        for (int i = 0; i < count; i++) {
            row(i, row);
            squares[i] = Prior.product(row, row);
        }
        return squares;
    }

    private IllegalArgumentException notFinite(int row) {
        for (int j = 0; j < dimension; j++) {
            float value = values.get(row * dimension + j);
            if (!Float.isFinite(value)) {
                return new IllegalArgumentException(
                        "found " + value + " in row " + row + " of the " + what + ", wanted finite numbers");
            }
        }
        throw new AssertionError("a square of finite numbers was not finite");
    }
}
