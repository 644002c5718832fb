package org.ttt4j.testkit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;

/** The oracle of searches: a full scan in float64. Thread-safe. */
final class BruteForce {

    private BruteForce() {}

    /** Similarity of each vector to a query, shape (size,). */
    static double[] similarities(float[] query, EmbeddingBatch vectors, Metric metric) {
        return IntStream.range(0, vectors.rows())
                .mapToDouble(row -> metric == Metric.L2
                        ? -Samples.squaredDistance(query, vectors.row(row))
                        : Samples.innerProduct(query, vectors.row(row)))
                .toArray();
    }

    /** The similarities, largest first. */
    static double[] sorted(double[] similarities) {
        double[] negated = Arrays.stream(similarities).map(one -> -one).sorted().toArray();
        return Arrays.stream(negated).map(one -> -one).toArray();
    }
}
