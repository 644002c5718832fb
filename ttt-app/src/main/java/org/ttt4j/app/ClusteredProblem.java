package org.ttt4j.app;

import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selector;

/**
 * A selection problem such as a search poses: K candidates in clusters around the query, all of length 1. With the query
 * q and C = max(2, K / 8) centres,
 *
 * <pre>  centre_c = unit(0.7 q + 0.7 unit(noise)),   candidate_i = unit(centre_(i mod C) + 0.6 unit(noise))</pre>
 *
 * <p>where the noise is uniform in [-1, 1)^d. Sums are made in float64 from left to right and rounded to float32 at the
 * end, and the draws are those of an integer generator, so that the same numbers can be made in any language: query,
 * centres and candidates in this order, row by row, each draw
 *
 * <pre>  x = (x * 6364136223846793005 + 1442695040888963407) mod 2^64,   value = (x >> 40) / 2^23 - 1</pre>
 *
 * <p>starting from x = the seed. Confined to one thread.
 */
final class ClusteredProblem {

    private final int dimension;
    private long state;

    private ClusteredProblem(long seed, int dimension) {
        this.state = seed;
        this.dimension = dimension;
    }

    /**
     * Makes a problem.
     *
     * @param seed equal seeds give equal problems
     * @param count K, at least 1
     * @param dimension d, at least 1
     * @param budget N, at least 1
     */
    static Selector.Request of(long seed, int count, int dimension, int budget) {
        return new ClusteredProblem(seed, dimension).request(count, budget);
    }

    private Selector.Request request(int count, int budget) {
        double[] query = noise();
        double[][] centres = new double[Math.max(2, count / 8)][];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = unit(sum(0.7, query, 0.7, noise()));
        }
        float[] vectors = new float[count * dimension];
        for (int i = 0; i < count; i++) {
            store(unit(sum(1, centres[i % centres.length], 0.6, noise())), vectors, i * dimension);
        }
        float[] single = new float[dimension];
        store(query, single, 0);
        return Selector.Request.of(
                EmbeddingBatch.of(1, dimension, single), EmbeddingBatch.of(count, dimension, vectors), budget);
    }

    private double[] noise() {
        double[] row = new double[dimension];
        for (int j = 0; j < row.length; j++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            row[j] = ((state >>> 40) - (1L << 23)) * 0x1p-23;
        }
        return unit(row);
    }

    private static double[] sum(double a, double[] left, double b, double[] right) {
        double[] sum = new double[left.length];
        for (int j = 0; j < sum.length; j++) {
            sum[j] = a * left[j] + b * right[j];
        }
        return sum;
    }

    /** Scales to length 1 in place; a zero vector stays zero. */
    private static double[] unit(double[] row) {
        double squares = 0;
        for (double value : row) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        for (int j = 0; j < row.length && length > 0; j++) {
            row[j] /= length;
        }
        return row;
    }

    private static void store(double[] row, float[] to, int offset) {
        for (int j = 0; j < row.length; j++) {
            to[offset + j] = (float) row[j];
        }
    }
}
