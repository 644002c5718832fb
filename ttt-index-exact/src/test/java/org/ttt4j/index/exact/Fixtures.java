package org.ttt4j.index.exact;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** Indexes and vectors that several tests use. Thread-safe. */
final class Fixtures {

    private Fixtures() {}

    /** Settings from words: key, value, key, value. */
    static ExactSettings settings(String... words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            values.put(words[i], words[i + 1]);
        }
        return ExactSettings.from(Settings.of(values));
    }

    static IndexSpec spec(EmbeddingBatch vectors, Metric metric) {
        return new IndexSpec(vectors.dimension(), vectors.rows(), metric, "tests");
    }

    /** Builds, adding in parts of uneven length. */
    static IndexSpec build(Path directory, EmbeddingBatch vectors, Metric metric, Storage storage) {
        IndexSpec spec = spec(vectors, metric);
        try (IndexBuilder builder = ExactIndexBuilder.start(directory, spec, storage)) {
            for (int from = 0; from < vectors.rows(); from += 1009) {
                int count = Math.min(1009, vectors.rows() - from);
                builder.add(rows(vectors, from, count), RunControl.silent());
            }
            builder.finish(RunControl.silent());
        }
        return spec;
    }

    static EmbeddingBatch rows(EmbeddingBatch all, int from, int count) {
        float[] part = new float[count * all.dimension()];
        all.values().get(from * all.dimension(), part);
        return EmbeddingBatch.of(count, all.dimension(), part);
    }

    /** Clusters of unequal lengths, from 1e-3 to 1e3, some vectors twice, some zero. */
    static EmbeddingBatch clustered(int rows, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * dimension];
        float[] center = new float[dimension];
        for (int row = 0; row < rows; row++) {
            if (row % 100 == 0) {
                for (int i = 0; i < dimension; i++) {
                    center[i] = (float) random.nextGaussian();
                }
            }
            if (row % 37 == 36) {
                System.arraycopy(values, (row - 1) * dimension, values, row * dimension, dimension);
            } else if (row % 511 != 7) {
                double length =
                        Math.pow(10, random.nextInt(100) == 0 ? random.nextInt(-3, 4) : 0) / Math.sqrt(dimension);
                for (int i = 0; i < dimension; i++) {
                    values[row * dimension + i] = (float) (length * (center[i] + 0.3 * random.nextGaussian()));
                }
            }
        }
        return EmbeddingBatch.of(rows, dimension, values);
    }

    /** The definition of an answer: sums in float64 from the first component on, rounded once, ties by id. */
    static List<Neighbor> all(float[] query, EmbeddingBatch vectors, Metric metric) {
        List<Neighbor> all = new ArrayList<>();
        for (int row = 0; row < vectors.rows(); row++) {
            double sum = 0;
            for (int i = 0; i < query.length; i++) {
                double x = vectors.values().get(row * query.length + i);
                sum += metric == Metric.L2 ? -((query[i] - x) * (query[i] - x)) : query[i] * x;
            }
            all.add(new Neighbor(row, (float) sum));
        }
        all.sort(Comparator.comparing(Neighbor::similarity).reversed().thenComparing(Neighbor::id));
        return all;
    }
}
