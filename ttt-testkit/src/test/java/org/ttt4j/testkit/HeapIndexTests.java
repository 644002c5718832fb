package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.VectorIndex;

class HeapIndexTests extends VectorIndexContract {

    @Override
    protected BackendProvider.OfIndex provider() {
        return new HeapIndexProvider();
    }

    @Test
    void emptyIndexAnswersWithEmptyLists() {
        try (VectorIndex index = opened(EmbeddingBatch.of(0, DIMENSION, new float[0]), Metric.L2)) {
            assertThat(search(index, queries(2), 5)).containsExactly(List.of(), List.of());
        }
    }

    @Test
    void anotherEmbeddersIndexIsRefused() {
        IndexSpec other = new IndexSpec(DIMENSION, size(), Metric.L2, "another");
        refusesToOpen(build(vectors(), Metric.L2), other, "an index of another embedder");
    }
}
