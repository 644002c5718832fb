package acme.ttt;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Scans all vectors; cannot reconstruct, so that the pipeline has to embed anew. Thread-safe. */
final class ScanIndex implements VectorIndex {

    private final IndexSpec spec;
    private final float[] vectors; // (n, d)

    ScanIndex(IndexSpec spec, float[] vectors) {
        this.spec = spec;
        this.vectors = vectors;
    }

    @Override
    public Traits traits() {
        return new Traits(spec, true, "scan");
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        List<List<Neighbor>> answers = new ArrayList<>();
        for (int i = 0; i < queries.rows(); i++) {
            control.checkCancelled();
            float[] query = queries.row(i);
            List<Neighbor> all = new ArrayList<>();
            for (int id = 0; id < spec.size(); id++) {
                all.add(new Neighbor(id, similarity(query, id)));
            }
            all.sort(Neighbor.BEST_FIRST);
            answers.add(List.copyOf(all.subList(0, Math.min(k, all.size()))));
        }
        return answers;
    }

    private float similarity(float[] query, int id) {
        double product = 0;
        double distance = 0;
        for (int j = 0; j < query.length; j++) {
            float other = vectors[id * query.length + j];
            product += (double) query[j] * other;
            distance += (double) (query[j] - other) * (query[j] - other);
        }
        return (float) (spec.metric() == Metric.INNER_PRODUCT ? product : -distance);
    }

    @Override
    public void close() {}
}
