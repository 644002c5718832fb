package org.ttt4j.server;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Inner products with all vectors, one after the other. Thread-safe. */
final class ScanIndex implements VectorIndex {

    private final EmbeddingBatch vectors;
    private final Traits traits;

    ScanIndex(EmbeddingBatch vectors, String fingerprint) {
        this.vectors = vectors;
        this.traits = new Traits(
                new IndexSpec(vectors.dimension(), vectors.rows(), Metric.INNER_PRODUCT, fingerprint), true, "scan");
    }

    @Override
    public Traits traits() {
        return traits;
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        List<List<Neighbor>> all = new ArrayList<>();
        for (int q = 0; q < queries.rows(); q++) {
            float[] query = queries.row(q);
            List<Neighbor> found = new ArrayList<>();
            for (int row = 0; row < vectors.rows(); row++) {
                float[] vector = vectors.row(row);
                float product = 0;
                for (int i = 0; i < query.length; i++) {
                    product += query[i] * vector[i];
                }
                found.add(new Neighbor(row, product));
            }
            found.sort(Neighbor.BEST_FIRST);
            all.add(List.copyOf(found.subList(0, Math.min(k, found.size()))));
        }
        return all;
    }

    @Override
    public void close() {}
}
