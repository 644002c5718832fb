package org.ttt4j.select;

import java.util.Arrays;

/**
 * K vectors stored by component: {@code columns[j][i]} is component j of vector i. Loops over i then run along memory
 * without a reduction, which the JIT compiler turns into vector instructions, and every inner product is summed in the
 * order of the components wherever its vector stands, so that equal vectors have equal products. Immutable. Thread-safe.
 */
final class Columns {

    /** Rows transposed at a time: two cache lines of doubles. */
    private static final int TILE = 16;

    private final int count;
    private final double[][] columns; // (d, K)

    private Columns(int count, double[][] columns) {
        this.count = count;
        this.columns = columns;
    }

    /**
     * Transposes.
     *
     * @param values shape (K, d)
     * @param scales shape (K,)
     */
    static Columns of(int count, int d, float[] values, double[] scales) {
        double[][] columns = new double[d][count];
        for (int from = 0; from < count; from += TILE) {
            int to = Math.min(from + TILE, count);
            for (int j = 0; j < d; j++) {
                double[] column = columns[j];
                for (int i = from; i < to; i++) {
                    column[i] = scales[i] * values[i * d + j];
                }
            }
        }
        return new Columns(count, columns);
    }

    /**
     * Inner products of all vectors with one.
     *
     * @param vector shape (d,)
     * @param products shape (K,), overwritten
     */
    void times(double[] vector, double[] products) {
        Arrays.fill(products, 0);
        int j = 0;
        for (; j + 4 <= vector.length; j += 4) {
            four(vector, j, products);
        }
        for (; j < vector.length; j++) {
            one(vector[j], columns[j], products);
        }
    }

    private void four(double[] vector, int j, double[] products) {
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

    private void one(double a, double[] as, double[] products) {
        for (int i = 0; i < count; i++) {
            products[i] += a * as[i];
        }
    }

    /**
     * Inner products of all vectors with two vectors, which reads the columns once instead of twice. Equal to two calls
     * of {@link #times(double[], double[])} bit for bit.
     */
    void times(double[] left, double[] right, double[] leftProducts, double[] rightProducts) {
        Arrays.fill(leftProducts, 0);
        Arrays.fill(rightProducts, 0);
        int j = 0;
        for (; j + 4 <= left.length; j += 4) {
            fourByTwo(left, right, j, leftProducts, rightProducts);
        }
        for (; j < left.length; j++) {
            one(left[j], columns[j], leftProducts);
            one(right[j], columns[j], rightProducts);
        }
    }

    private void fourByTwo(double[] left, double[] right, int j, double[] ls, double[] rs) {
        double la = left[j];
        double lb = left[j + 1];
        double lc = left[j + 2];
        double ld = left[j + 3];
        double ra = right[j];
        double rb = right[j + 1];
        double rc = right[j + 2];
        double rd = right[j + 3];
        double[] as = columns[j];
        double[] bs = columns[j + 1];
        double[] cs = columns[j + 2];
        double[] ds = columns[j + 3];
        for (int i = 0; i < count; i++) {
            ls[i] = ls[i] + la * as[i] + lb * bs[i] + lc * cs[i] + ld * ds[i];
            rs[i] = rs[i] + ra * as[i] + rb * bs[i] + rc * cs[i] + rd * ds[i];
        }
    }
}
