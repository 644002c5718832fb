package org.ttt4j.index.faiss;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Data, builds and the oracle of this module's tests. */
final class Fixtures {

    static final String FINGERPRINT = "embedder=test\nmade\\up";

    private Fixtures() {}

    /** Gaussian vectors around 20 centres: structure for quantisers to find, no duplicates. */
    static EmbeddingBatch vectors(int rows, int dimension, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] centres = gaussians(20 * dimension, new SplittableRandom(42));
        float[] values = gaussians(rows * dimension, random);
        for (int row = 0; row < rows; row++) {
            int centre = random.nextInt(20);
            for (int i = 0; i < dimension; i++) {
                values[row * dimension + i] = values[row * dimension + i] * 0.5f + centres[centre * dimension + i];
            }
        }
        return EmbeddingBatch.of(rows, dimension, values);
    }

    static EmbeddingBatch rows(EmbeddingBatch all, int from, int rows) {
        return new EmbeddingBatch(
                rows, all.dimension(), all.values().slice(from * all.dimension(), rows * all.dimension()));
    }

    static IndexSpec spec(EmbeddingBatch vectors, Metric metric) {
        return new IndexSpec(vectors.dimension(), vectors.rows(), metric, FINGERPRINT);
    }

    static Settings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("threads", "2"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.of(values);
    }

    static void build(Path directory, EmbeddingBatch vectors, Metric metric, Settings settings) {
        try (IndexBuilder builder = new FaissIndexProvider().build(directory, spec(vectors, metric), settings)) {
            if (builder.trainingRows() > 0) {
                builder.train(vectors, RunControl.silent());
            }
            builder.add(vectors, RunControl.silent());
            builder.finish(RunControl.silent());
        }
    }

    static VectorIndex open(Path directory, EmbeddingBatch vectors, Metric metric, Settings settings) {
        return new FaissIndexProvider().open(directory, spec(vectors, metric), settings);
    }

    static VectorIndex opened(Path directory, EmbeddingBatch vectors, Metric metric, Settings settings) {
        build(directory, vectors, metric, settings);
        return open(directory, vectors, metric, settings);
    }

    /** The oracle: a full scan in float64. */
    static List<Neighbor> scan(EmbeddingBatch vectors, float[] query, int k, Metric metric) {
        return IntStream.range(0, vectors.rows())
                .mapToObj(row -> new Neighbor(row, similarity(vectors.row(row), query, metric)))
                .sorted(Neighbor.BEST_FIRST)
                .limit(k)
                .toList();
    }

    static float similarity(float[] one, float[] other, Metric metric) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            sum += metric == Metric.L2 ? -difference * difference : (double) one[i] * other[i];
        }
        return (float) sum;
    }

    private static float[] gaussians(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
