package org.ttt4j.app;

import java.util.stream.IntStream;
import org.ttt4j.api.EmbeddingBatch;

/**
 * Made-up vectors of length 1 in clusters, for measuring indexes: row i belongs to cluster c = h(i) mod C, C being the
 * square root of their number, and is
 *
 * <pre>  unit(centre_c + spread unit(noise)),   centre_c = unit(noise),   noise uniform in [-1, 1)^d</pre>
 *
 * <p>Each row draws from a generator of its own, started from seed and row, so that any rows can be made at any time and
 * in parallel; rows from n on serve as queries that the index does not hold. Thread-safe.
 *
 * @param count n, at least 1
 * @param dimension d, at least 1
 * @param spread length of the noise around a centre
 * @param seed equal seeds give equal vectors
 */
record ClusteredVectors(long count, int dimension, double spread, long seed) {

    /** Rows [from, from + rows). */
    EmbeddingBatch rows(long from, int rows) {
        float[] values = new float[Math.multiplyExact(rows, dimension)];
        IntStream.range(0, rows).parallel().forEach(i -> row(from + i, values, i * dimension));
        return EmbeddingBatch.of(rows, dimension, values);
    }

    /** Queries from the same clusters that are not among the first n rows. */
    EmbeddingBatch queries(int queries) {
        return rows(count, queries);
    }

    private void row(long row, float[] to, int at) {
        long clusters = Math.max(1, (long) Math.sqrt((double) count));
        long cluster = Long.remainderUnsigned(mix(seed + 0x632BE59BD9B4E019L * (row + 1)), clusters);
        double[] centre = unit(mix(seed ^ mix(cluster + 1)));
        double[] noise = unit(mix(seed ^ mix(-1 - row)));
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            centre[i] += spread * noise[i];
            squares += centre[i] * centre[i];
        }
        for (int i = 0; i < dimension; i++) {
            to[at + i] = (float) (centre[i] / Math.sqrt(squares));
        }
    }

    private double[] unit(long start) {
        double[] row = new double[dimension];
        long state = start;
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            row[i] = ((state >>> 40) - (1L << 23)) * 0x1p-23;
            squares += row[i] * row[i];
        }
        for (int i = 0; i < dimension; i++) {
            row[i] /= Math.sqrt(squares);
        }
        return row;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
