package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** Indexes that compress or skip find most of what a full scan finds, before and after they were stored. */
class ApproximateIndexTests {

    private static final int DIMENSION = 32;
    private static final int K = 10;

    @TempDir
    Path directory;

    /**
     * Least recall at 10, a tenth or so below what comes out: graphs and lists of whole vectors lose little, codes of a
     * few bytes a lot.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HNSW32; 0.99; false",
                "HNSW16,SQ8; 0.95; true",
                "IVF16,Flat; 0.99; false",
                "IVF16_HNSW8,Flat; 0.99; false",
                "IVF16,SQ8; 0.95; true",
                "IVF16,PQ16np; 0.75; true",
                "PQ16x4np; 0.4; true",
                "PQ8x4fs; 0.2; true",
                "SQ8; 0.95; true",
                "SQfp16; 0.99; true",
                "OPQ8,IVF8,PQ8np; 0.55; true",
                "OPQ8,PQ8np; 0.55; true",
                "PCA24,Flat; 0.6; true",
                "PCAR16,IVF16,SQ8; 0.4; true",
                "IVF16,PQ8x4fs,RFlat; 0.5; false",
                "RR,HNSW16; 0.97; true",
                "IVF16,RQ4x4; 0.25; none",
            })
    void findsMostNeighbours(String factory, double recall, String lossy) {
        EmbeddingBatch vectors = Fixtures.vectors(2000, DIMENSION, 1);
        EmbeddingBatch queries = Fixtures.vectors(50, DIMENSION, 2);
        Settings settings = Fixtures.settings("factory", factory, "nprobe", "8");
        for (Metric metric : Metric.values()) {
            Path own = directory.resolve(metric.name());
            assertThat(own.toFile().mkdir()).isTrue();
            try (VectorIndex index = Fixtures.opened(own, vectors, metric, settings);
                    VectorIndex reopened = Fixtures.open(own, vectors, metric, settings)) {
                assertThat(index.traits().exact()).isFalse();
                assertThat(index.traits().description()).contains(factory);
                List<List<Neighbor>> found = index.search(queries, K, RunControl.silent());
                assertThat(recall(found, vectors, queries, metric))
                        .as("%s", metric)
                        .isGreaterThanOrEqualTo(recall);
                assertThat(reopened.search(queries, K, RunControl.silent())).isEqualTo(found);
                requireEveryIdAtMostOnce(index.search(queries, vectors.rows(), RunControl.silent()));
                requireReconstruction(index, vectors, lossy);
            }
        }
    }

    private static double recall(
            List<List<Neighbor>> found, EmbeddingBatch vectors, EmbeddingBatch queries, Metric metric) {
        int hits = 0;
        for (int row = 0; row < queries.rows(); row++) {
            Set<Long> wanted = new HashSet<>();
            Fixtures.scan(vectors, queries.row(row), K, metric).forEach(one -> wanted.add(one.id()));
            hits += (int) found.get(row).stream()
                    .filter(one -> wanted.contains(one.id()))
                    .count();
            assertThat(found.get(row)).isSortedAccordingTo(Neighbor.BEST_FIRST);
        }
        return hits / (double) (K * queries.rows());
    }

    private static void requireEveryIdAtMostOnce(List<List<Neighbor>> found) {
        for (List<Neighbor> list : found) {
            assertThat(list).isNotEmpty().isSortedAccordingTo(Neighbor.BEST_FIRST);
            assertThat(list.stream().map(Neighbor::id).distinct()).hasSameSizeAs(list);
        }
    }

    /** Exact where nothing is compressed, else nearer to its own vector than the zero vector is; absent where FAISS cannot. */
    private static void requireReconstruction(VectorIndex index, EmbeddingBatch vectors, String lossy) {
        assertThat(index.capability(VectorIndex.Reconstruction.class).isPresent())
                .isEqualTo(!lossy.equals("none"));
        index.capability(VectorIndex.Reconstruction.class).ifPresent(power -> {
            long[] ids = {1999, 0, 7, 7};
            EmbeddingBatch rows = power.reconstruct(ids);
            for (int i = 0; i < ids.length; i++) {
                float[] added = vectors.row((int) ids[i]);
                double error = -Fixtures.similarity(rows.row(i), added, Metric.L2);
                double length = -Fixtures.similarity(new float[DIMENSION], added, Metric.L2);
                assertThat(error).isLessThanOrEqualTo(Boolean.parseBoolean(lossy) ? 0.5 * length : 0);
            }
        });
    }
}
