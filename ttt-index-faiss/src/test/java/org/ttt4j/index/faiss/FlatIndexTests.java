package org.ttt4j.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Exact search against a full scan in float64, at the sizes where FAISS changes its method. */
class FlatIndexTests {

    private static final int DIMENSION = 48;

    /**
     * FAISS computes L2 of batches as |x|^2 + |y|^2 - 2xy in float32: the error is a few units in the last place of the
     * squared lengths, which are about 60 here, times the accumulated rounding of 48 terms.
     */
    private static final double TOLERANCE = 60 * 0x1p-23 * 48;

    @TempDir
    Path directory;

    /** 1 and 19 queries are compared directly, 20 and more through BLAS; k = 100 and more collects differently. */
    @ParameterizedTest
    @EnumSource(Metric.class)
    void equalsAFullScan(Metric metric) {
        EmbeddingBatch vectors = Fixtures.vectors(3000, DIMENSION, 1);
        EmbeddingBatch queries = Fixtures.vectors(300, DIMENSION, 2);
        try (VectorIndex index = Fixtures.opened(directory, vectors, metric, Fixtures.settings())) {
            assertThat(index.traits().exact()).isTrue();
            for (int rows : new int[] {1, 19, 20, 300}) {
                for (int k : new int[] {1, 10, 200}) {
                    List<List<Neighbor>> found = index.search(Fixtures.rows(queries, 0, rows), k, RunControl.silent());
                    assertThat(found).hasSize(rows);
                    for (int row = 0; row < rows; row++) {
                        float[] query = queries.row(row);
                        requireSame(found.get(row), Fixtures.scan(vectors, query, k, metric), vectors, query, metric);
                    }
                }
            }
        }
    }

    private static void requireSame(
            List<Neighbor> found, List<Neighbor> wanted, EmbeddingBatch vectors, float[] query, Metric metric) {
        assertThat(found).hasSameSizeAs(wanted).isSortedAccordingTo(Neighbor.BEST_FIRST);
        assertThat(found).extracting(Neighbor::id).doesNotHaveDuplicates();
        for (int rank = 0; rank < wanted.size(); rank++) {
            Neighbor one = found.get(rank);
            assertThat(one.similarity()).isCloseTo(wanted.get(rank).similarity(), within((float) TOLERANCE));
            float own = Fixtures.similarity(vectors.row((int) one.id()), query, metric);
            assertThat(one.similarity()).isCloseTo(own, within((float) TOLERANCE));
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void equalVectorsOrderById(Metric metric) {
        float[] values = new float[40 * 4];
        for (int row = 0; row < 40; row++) {
            values[row * 4] = row % 4; // ids 3, 7, 11, ... are equal, and so on
            values[row * 4 + 1] = 1;
        }
        EmbeddingBatch vectors = EmbeddingBatch.of(40, 4, values);
        EmbeddingBatch query = EmbeddingBatch.of(1, 4, new float[] {9, 0, 0, 0});
        try (VectorIndex index = Fixtures.opened(directory, vectors, metric, Fixtures.settings())) {
            List<Neighbor> found = index.search(query, 12, RunControl.silent()).get(0);
            assertThat(found).isSortedAccordingTo(Neighbor.BEST_FIRST);
            assertThat(found.subList(0, 10))
                    .extracting(Neighbor::id)
                    .containsExactly(3L, 7L, 11L, 15L, 19L, 23L, 27L, 31L, 35L, 39L);
            // Which of ten equal vectors take the last two places is FAISS's choice.
            assertThat(found.subList(10, 12)).allMatch(one -> one.id() % 4 == 2);
        }
    }

    @Test
    void anExactHitHasPositiveZeroDistance() {
        EmbeddingBatch vectors = Fixtures.vectors(10, DIMENSION, 1);
        try (VectorIndex index = Fixtures.opened(directory, vectors, Metric.L2, Fixtures.settings())) {
            Neighbor first = index.search(Fixtures.rows(vectors, 3, 1), 1, RunControl.silent())
                    .get(0)
                    .get(0);
            assertThat(first).isEqualTo(new Neighbor(3, 0f));
        }
    }

    @Test
    void everyKindOfBufferGivesTheSameAnswer() {
        EmbeddingBatch vectors = Fixtures.vectors(100, DIMENSION, 1);
        float[] query = Fixtures.vectors(1, DIMENSION, 2).toArray();
        List<FloatBuffer> kinds = new ArrayList<>();
        kinds.add(FloatBuffer.wrap(query));
        kinds.add(FloatBuffer.wrap(query).asReadOnlyBuffer());
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            kinds.add(ByteBuffer.allocateDirect(4 * DIMENSION)
                    .order(order)
                    .asFloatBuffer()
                    .put(query)
                    .flip());
            kinds.add(ByteBuffer.allocate(4 * DIMENSION)
                    .order(order)
                    .asFloatBuffer()
                    .put(query)
                    .flip());
        }
        FloatBuffer shifted = FloatBuffer.allocate(DIMENSION + 5).put(5, query).position(5);
        kinds.add(shifted);
        try (VectorIndex index = Fixtures.opened(directory, vectors, Metric.L2, Fixtures.settings())) {
            List<List<List<Neighbor>>> answers = kinds.stream()
                    .map(buffer -> index.search(new EmbeddingBatch(1, DIMENSION, buffer), 5, RunControl.silent()))
                    .toList();
            assertThat(answers).hasSize(7).allMatch(answers.get(0)::equals);
            assertThat(answers.get(0).get(0)).hasSize(5);
            assertThat(shifted.position()).isEqualTo(5);
        }
    }

    @Test
    void anEmptyIndexAnswersWithEmptyLists() {
        EmbeddingBatch none = EmbeddingBatch.of(0, DIMENSION, new float[0]);
        for (String factory : List.of("Flat", "HNSW8", "IVF16,Flat", "SQ8")) {
            Path own = directory.resolve(factory.replace(',', '-'));
            assertThat(own.toFile().mkdir()).isTrue();
            try (VectorIndex index = Fixtures.opened(own, none, Metric.L2, Fixtures.settings("factory", factory))) {
                EmbeddingBatch queries = Fixtures.vectors(3, DIMENSION, 2);
                assertThat(index.search(queries, 5, RunControl.silent()))
                        .containsExactly(List.of(), List.of(), List.of());
            }
        }
    }
}
