package org.ttt4j.select;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.ttt4j.api.EmbeddingBatch;

/**
 * K vectors in float64, stored by column: {@code columns[j][i]} is component j of vector i. Loops over i then run along
 * memory without a reduction, which the JIT compiler turns into vector instructions, and every inner product is summed
 * in the order of the components wherever its vector stands. Immutable. Thread-safe.
 */
final class Points {

    private static final int UNROLLED = 4;

    private final int count;
    private final double[][] columns; // (d, K)

    private Points(int count, double[][] columns) {
        this.count = count;
        this.columns = columns;
    }

    /**
     * Copies a matrix.
     *
     * @throws IllegalArgumentException if a component is not finite, naming its row
     */
    static Points of(EmbeddingBatch batch, String what) {
        int rows = batch.rows();
        int d = batch.dimension();
        double[][] columns = new double[d][rows];
        FloatBuffer values = batch.values();
        float[] row = new float[d];
        for (int i = 0; i < rows; i++) {
            values.get(row);
            for (int j = 0; j < d; j++) {
                if (!Float.isFinite(row[j])) {
                    throw new IllegalArgumentException(
                            "found " + row[j] + " in row " + i + " of the " + what + ", wanted finite numbers");
                }
                columns[j][i] = row[j];
            }
        }
        return new Points(rows, columns);
    }

    /** The first vectors alone. */
    Points first(int rows) {
        double[][] cut = new double[columns.length][];
        for (int j = 0; j < cut.length; j++) {
            cut[j] = Arrays.copyOf(columns[j], rows);
        }
        return new Points(rows, cut);
    }

    int count() {
        return count;
    }

    /** Vector i, shape (d,). */
    double[] row(int i) {
        double[] row = new double[columns.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = columns[j][i];
        }
        return row;
    }

    /** Inner products of all vectors with one, shape (K,). */
    double[] times(double[] vector) {
        double[] products = new double[count];
        int j = 0;
        for (; j + UNROLLED <= vector.length; j += UNROLLED) {
            double a = vector[j];
            double b = vector[j + 1];
            double c = vector[j + 2];
            double d = vector[j + 3];
            double[] as = columns[j];
            double[] bs = columns[j + 1];
            double[] cs = columns[j + 2];
            double[] ds = columns[j + 3];
            for (int i = 0; i < count; i++) {
                products[i] = products[i] + a * as[i] + b * bs[i] + c * cs[i] + d * ds[i];
            }
        }
        for (; j < vector.length; j++) {
            double a = vector[j];
            double[] as = columns[j];
            for (int i = 0; i < count; i++) {
                products[i] += a * as[i];
            }
        }
        return products;
    }

    /** Squared lengths of all vectors, shape (K,). */
    double[] squaredLengths() {
        double[] squares = new double[count];
        for (double[] column : columns) {
            for (int i = 0; i < count; i++) {
                squares[i] += column[i] * column[i];
            }
        }
        return squares;
    }
}
