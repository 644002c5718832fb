package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;

/** Answers against the definition, bit for bit: compression, kernels, threads and pieces may change none. */
class AnswersTests {

    private static final int DIMENSION = 301; // no multiple of anything
    private static final EmbeddingBatch VECTORS = Fixtures.clustered(9_001, DIMENSION, 1);
    private static final EmbeddingBatch QUERIES = Fixtures.clustered(10, DIMENSION, 2);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, INNER_PRODUCT",
        "FLOAT32, L2",
        "FLOAT16, INNER_PRODUCT",
        "FLOAT16, L2",
        "INT8, INNER_PRODUCT",
        "INT8, L2"
    })
    void equalTheDefinition(Storage storage, Metric metric) {
        IndexSpec spec = Fixtures.build(directory, VECTORS, metric, storage);
        List<List<Neighbor>> truth = IntStream.range(0, QUERIES.rows())
                .mapToObj(row -> Fixtures.all(QUERIES.row(row), VECTORS, metric))
                .toList();
        for (String scan : List.of("vector", "scalar")) {
            for (String threads : List.of("1", "3")) {
                try (ExactIndex index =
                        ExactIndex.open(directory, spec, Fixtures.settings("scan", scan, "threads", threads), 1)) {
                    for (int k : new int[] {1, 50, 9_001}) {
                        assertThat(index.search(QUERIES, k, RunControl.silent()))
                                .as("k=%d, %s, %s threads", k, scan, threads)
                                .isEqualTo(truth.stream()
                                        .map(all -> all.subList(0, k))
                                        .toList());
                    }
                    float border = truth.get(3).get(70).similarity();
                    assertThat(index.searchRange(QUERIES, border, RunControl.silent()))
                            .isEqualTo(truth.stream()
                                    .map(all -> all.stream()
                                            .filter(one -> one.similarity() >= border)
                                            .toList())
                                    .toList());
                }
            }
        }
    }

    /** More rows in doubt than a search may hold: they are compared while it goes on. */
    @ParameterizedTest
    @EnumSource(Storage.class)
    void equalVectorsAreOrderedById(Storage storage) {
        int count = 70_000;
        float[] values = new float[count * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 30 ? 1 : 0.3f;
        }
        EmbeddingBatch vectors = EmbeddingBatch.of(count, 3, values);
        IndexSpec spec = Fixtures.build(directory, vectors, Metric.L2, storage);
        EmbeddingBatch query = EmbeddingBatch.of(1, 3, new float[] {0.1f, 0.2f, 0.4f});
        try (ExactIndex index = ExactIndex.open(directory, spec, Fixtures.settings("threads", "2"))) {
            List<Neighbor> found = index.searchWithout(query, 20, IdSet.of(11, 13), RunControl.silent())
                    .get(0);
            assertThat(found)
                    .extracting(Neighbor::id)
                    .containsExactlyElementsOf(IntStream.range(10, 32)
                            .filter(id -> id != 11 && id != 13)
                            .mapToObj(id -> (long) id)
                            .toList());
            float similarity = found.get(0).similarity();
            assertThat(index.searchRange(query, similarity, RunControl.silent()).get(0))
                    .hasSize(count - 10)
                    .isSortedAccordingTo(Neighbor.BEST_FIRST);
        }
    }

    @Test
    void emptyIndexAnswersWithEmptyLists() {
        EmbeddingBatch none = EmbeddingBatch.of(0, DIMENSION, new float[0]);
        IndexSpec spec = Fixtures.build(directory, none, Metric.L2, Storage.INT8);
        try (ExactIndex index = ExactIndex.open(directory, spec, Fixtures.settings())) {
            assertThat(index.search(Fixtures.rows(QUERIES, 0, 2), 5, RunControl.silent()))
                    .containsExactly(List.of(), List.of());
        }
    }
}
