package org.ttt4j.index.exact;

import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;

/**
 * A few queries of one pass over the blocks, and what a product with a block says about a similarity. Thread-safe.
 *
 * <p>For the kernel each query is multiplied by a power of two so that its largest component lies in [1, 2), times
 * {@link Storage#HALF_BIAS} for float16: nothing overflows or underflows there that matters.
 */
final class Queries {

    /** Rounding of a float32, with a reserve. */
    private static final double ROUNDING = 1.01 * 0x1p-24;

    /** Above all that float64 loses in sums of any length that fits here, relative to what is summed. */
    private static final double DOUBLE_ROUNDING = 1e-10;

    private static final double LEAST = 0x1p-140;

    private final Metric metric;
    private final float[][] values;
    private final float[][] scaled;
    private final double[] factors; // what products have to be multiplied by
    private final double[] squares;
    private final double[] lengths;

    /**
     * Takes rows of a batch.
     *
     * @throws IllegalArgumentException if a value is not finite or a row too long
     */
    Queries(EmbeddingBatch batch, int from, int count, Metric metric, Storage storage) {
        int dimension = batch.dimension();
        this.metric = metric;
        values = new float[count][dimension];
        scaled = new float[count][dimension];
        factors = new double[count];
        squares = new double[count];
        lengths = new double[count];
        for (int query = 0; query < count; query++) {
            squares[query] = Rows.copy(batch, from + query, values[query]);
            lengths[query] = Math.sqrt(squares[query]);
            float largest = 0;
            for (float value : values[query]) {
                largest = Math.max(largest, Math.abs(value));
            }
            int exponent = largest == 0 ? 0 : Math.getExponent((double) largest);
            int shift = (storage == Storage.FLOAT16 ? 112 : 0) - exponent;
            for (int i = 0; i < dimension; i++) {
                scaled[query][i] = Math.scalb(values[query][i], shift);
            }
            factors[query] = Math.scalb(1.0, exponent);
        }
    }

    int count() {
        return values.length;
    }

    /** A query as it came. */
    float[] row(int query) {
        return values[query];
    }

    /** What the kernel multiplies. */
    float[][] scaled() {
        return scaled;
    }

    /**
     * The similarity that a product stands for.
     *
     * @param product of the kernel
     * @param scale of the row
     * @param halfSquares of the row, |x|^2 / 2
     */
    double similarity(int query, float product, float scale, float halfSquares) {
        double inner = (double) product * scale * factors[query];
        return metric == Metric.L2 ? 2 * (inner - halfSquares) - squares[query] : inner;
    }

    /** How far the true similarity may be from that, at most. */
    double error(int query, float rowError, float halfSquares) {
        double inner = lengths[query] * rowError;
        return metric == Metric.L2
                ? 2 * inner
                        + 2 * ROUNDING * halfSquares
                        + DOUBLE_ROUNDING * ROUNDING * (squares[query] + halfSquares)
                        + LEAST
                : inner + LEAST;
    }

    /**
     * The least upper bound of a similarity that is still worth a look when {@code similarity} is reached: numbers that
     * close may round to the same float32, and then ids decide.
     */
    static double cut(double similarity) {
        return similarity - 0x1p-22 * Math.abs(similarity) - LEAST;
    }

    /** The similarity in float64, rounded once: the definition of this index's answers. */
    float exact(int query, float[] vector) {
        float[] own = values[query];
        double sum = 0;
        if (metric == Metric.L2) {
            for (int i = 0; i < own.length; i++) {
                double difference = (double) own[i] - vector[i];
                sum -= difference * difference;
            }
        } else {
            for (int i = 0; i < own.length; i++) {
                sum += (double) own[i] * vector[i];
            }
        }
        return (float) sum;
    }
}
