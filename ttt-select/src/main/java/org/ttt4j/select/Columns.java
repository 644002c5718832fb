package org.ttt4j.select;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * K vectors stored by component: {@code columns[j][i]} is component j of vector i. Loops over i then run along memory
 * without a reduction, which the JIT compiler turns into vector instructions, and every inner product is summed in the
 * same order of the components wherever its vector stands, so that equal vectors have equal products.
 *
 * <p>Products with one vector run through the components upwards, with the next one downwards, and so on: what was used last
 * is still in the second-level cache, which the whole is often too large for. Confined to one thread.
 */
final class Columns {

    /** Rows transposed at a time: a cache line of doubles. */
    private static final int TILE = 8;

    private final int count;
    private final double[][] columns; // (d, K)
    private boolean upwards = true;

    private Columns(int count, double[][] columns) {
        this.count = count;
        this.columns = columns;
    }

    /**
     * Transposes.
     *
     * @param values shape (K, d)
     * @param scales shape (K,), or null for all 1
     * @param columns shape (d, K), overwritten and kept
     */
    static Columns of(FloatBuffer values, int count, int d, double[] scales, double[][] columns) {
        float[] rows = new float[TILE * d];
        int i = 0;
        for (; i + TILE <= count; i += TILE) {
            values.get(i * d, rows);
            transpose(rows, d, i, columns);
        }
        for (; i < count; i++) {
            for (int j = 0; j < d; j++) {
                columns[j][i] = values.get(i * d + j);
            }
        }
        if (scales != null) {
            for (double[] column : columns) {
                for (int row = 0; row < count; row++) {
                    column[row] *= scales[row];
                }
            }
        }
        return new Columns(count, columns);
    }

    /** Written out because the compiler does not unroll it: a quarter of the time. */
    private static void transpose(float[] rows, int d, int i, double[][] columns) {
        for (int j = 0; j < d; j++) {
            double[] column = columns[j];
            column[i] = rows[j];
            column[i + 1] = rows[j + d];
            column[i + 2] = rows[j + 2 * d];
            column[i + 3] = rows[j + 3 * d];
            column[i + 4] = rows[j + 4 * d];
            column[i + 5] = rows[j + 5 * d];
            column[i + 6] = rows[j + 6 * d];
            column[i + 7] = rows[j + 7 * d];
        }
    }

    /**
     * Inner products of all vectors with one.
     *
     * @param vector shape (d,)
     * @param products shape (K,), overwritten
     */
    void times(double[] vector, double[] products) {
        Arrays.fill(products, 0);
        int fours = vector.length / 4 * 4;
        if (upwards) {
            for (int j = 0; j < fours; j += 4) {
                addFour(vector, j, products);
            }
        } else {
            for (int j = fours - 4; j >= 0; j -= 4) {
                addFour(vector, j, products);
            }
        }
        upwards = !upwards;
        for (int j = fours; j < vector.length; j++) {
            double a = vector[j];
            double[] as = columns[j];
            for (int i = 0; i < count; i++) {
                products[i] += a * as[i];
            }
        }
    }

    /** Four components at once: with more, JDK 17 no longer uses vector instructions. */
    private void addFour(double[] vector, int j, double[] products) {
        double a = vector[j];
        double b = vector[j + 1];
        double c = vector[j + 2];
        double d = vector[j + 3];
        double[] as = columns[j];
        double[] bs = columns[j + 1];
        double[] cs = columns[j + 2];
        double[] ds = columns[j + 3];
        for (int i = 0; i < products.length; i++) {
            products[i] = products[i] + a * as[i] + b * bs[i] + c * cs[i] + d * ds[i];
        }
    }

    /** What {@link #of} was given. */
    double[][] memory() {
        return columns;
    }

    /** Squared lengths, shape (K,). */
    double[] squaredLengths() {
        double[] squares = new double[count];
        int fours = columns.length / 4 * 4;
        for (int j = fours - 4; j >= 0; j -= 4) { // what asks for them has just gone upwards
            addFourSquares(j, squares);
        }
        for (int j = fours; j < columns.length; j++) {
            double[] as = columns[j];
            for (int i = 0; i < count; i++) {
                squares[i] += as[i] * as[i];
            }
        }
        return squares;
    }

    private void addFourSquares(int j, double[] squares) {
        double[] as = columns[j];
        double[] bs = columns[j + 1];
        double[] cs = columns[j + 2];
        double[] ds = columns[j + 3];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = squares[i] + as[i] * as[i] + bs[i] * bs[i] + cs[i] * cs[i] + ds[i] * ds[i];
        }
    }
}
