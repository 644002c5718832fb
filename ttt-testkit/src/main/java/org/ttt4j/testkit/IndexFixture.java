package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/**
 * How {@link VectorIndexContract} makes its indexes: what a subclass says about its backend, and building and opening in
 * temporary directories. Confined to one thread.
 */
public abstract class IndexFixture extends LeakChecked {

    static final int DIMENSION = 16;
    static final float[] NOT_FINITE = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    private static final String FINGERPRINT = "0".repeat(64);
    private static final long SEED = 20241008;

    @TempDir
    Path root;

    IndexFixture() {}

    /** {@return the backend under test} */
    protected abstract BackendProvider.OfIndex provider();

    /** {@return its settings; the default is none} */
    protected Settings settings() {
        return Settings.of(Map.of());
    }

    /** {@return the metrics it supports, at least one; the default is all} */
    protected Set<Metric> metrics() {
        return EnumSet.allOf(Metric.class);
    }

    /**
     * {@return the number of vectors in most tests; an index that needs training may want more than the 300 of the
     * default}
     */
    protected int size() {
        return 300;
    }

    /**
     * {@return the largest difference between a similarity and the same in float64, and between batched and single
     * searches} The default is about 80 units in the last place of a float32 of 1: sums over 16 columns of unit
     * vectors, also where an L2 distance is computed as the difference of squares.
     */
    protected double tolerance() {
        return 1e-5;
    }

    /**
     * {@return the least share of the true nearest neighbours that an index that is not exact finds, in [0, 1]; the
     * default is 0.7}
     */
    protected double minimumRecall() {
        return 0.7;
    }

    /** The vectors most tests index: unit vectors in random directions, shape (size, 16). */
    final EmbeddingBatch vectors() {
        return Samples.unitVectors(size(), DIMENSION, SEED);
    }

    /** Queries that are not among the vectors, shape (count, 16). */
    final EmbeddingBatch queries(int count) {
        return Samples.unitVectors(count, DIMENSION, SEED + 1);
    }

    final Metric anyMetric() {
        return metrics().iterator().next();
    }

    final IndexSpec spec(long size, Metric metric) {
        return new IndexSpec(DIMENSION, size, metric, FINGERPRINT);
    }

    final Path emptyDirectory() {
        try {
            return Files.createTempDirectory(root, "index");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final IndexBuilder builder(Path directory, IndexSpec spec) {
        return provider().build(directory, spec, settings());
    }

    /** Trains if the index wants it, on all there is. */
    final void train(IndexBuilder builder, EmbeddingBatch vectors) {
        if (builder.trainingRows() > 0) {
            builder.train(vectors, RunControl.silent());
        }
    }

    /** A finished index; the vectors are added in two calls, so that ids have to continue. */
    final Path build(EmbeddingBatch vectors, Metric metric) {
        Path directory = emptyDirectory();
        try (IndexBuilder builder = builder(directory, spec(vectors.rows(), metric))) {
            train(builder, vectors);
            int third = vectors.rows() / 3;
            builder.add(Samples.rows(vectors, 0, third), RunControl.silent());
            builder.add(Samples.rows(vectors, third, vectors.rows()), RunControl.silent());
            builder.finish(RunControl.silent());
        }
        assertThat(directory).as("what finish() wrote").isNotEmptyDirectory();
        return directory;
    }

    final VectorIndex open(Path directory, IndexSpec spec) {
        return provider().open(directory, spec, settings());
    }

    /** Builds and opens. */
    final VectorIndex opened(EmbeddingBatch vectors, Metric metric) {
        return open(build(vectors, metric), spec(vectors.rows(), metric));
    }

    final List<List<Neighbor>> search(VectorIndex index, EmbeddingBatch queries, int k) {
        List<List<Neighbor>> found = index.search(queries, k, RunControl.silent());
        assertThat(found).as("one list per query").hasSize(queries.rows());
        return found;
    }

    final void refusesToOpen(Path directory, IndexSpec spec, String what) {
        assertThatThrownBy(() -> open(directory, spec).close())
                .as("opening %s", what)
                .isInstanceOf(BackendException.class)
                .hasMessageMatching(".{10,}");
    }
}
