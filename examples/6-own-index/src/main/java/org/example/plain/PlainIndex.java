package org.example.plain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Vectors in memory. Thread-safe. */
final class PlainIndex implements VectorIndex {
    private final IndexSpec spec;
    private final float[] values;
    private volatile boolean closed;

    PlainIndex(IndexSpec spec, float[] values) {
        this.spec = spec;
        this.values = values;
    }

    @Override
    public Traits traits() {
        return new Traits(spec, true, "plain");
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        finite(queries, spec.dimension());
        if (k < 1) {
            throw new IllegalArgumentException("found k=" + k + ", wanted at least 1");
        }
        List<List<Neighbor>> found = new ArrayList<>();
        for (int row = 0; row < queries.rows(); row++) {
            control.checkCancelled();
            if (closed) {
                throw new IllegalStateException("the index is closed");
            }
            float[] query = queries.row(row);
            found.add(IntStream.range(0, (int) spec.size())
                    .mapToObj(id -> new Neighbor(id, similarity(query, id)))
                    .sorted(Neighbor.BEST_FIRST)
                    .limit(k)
                    .toList());
        }
        return found;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** All values of a batch, which are finite and of the right dimension. */
    static float[] finite(EmbeddingBatch batch, int dimension) {
        float[] all = batch.toArray();
        for (float value : all) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("found " + value + ", wanted finite numbers");
            }
        }
        if (batch.dimension() != dimension) {
            throw new IllegalArgumentException("found dimension " + batch.dimension() + ", wanted " + dimension);
        }
        return all;
    }

    /** Grows with closeness for both metrics. */
    private float similarity(float[] query, int id) {
        double sum = 0;
        for (int i = 0; i < query.length; i++) {
            double value = values[id * query.length + i];
            sum += spec.metric() == Metric.L2 ? -(query[i] - value) * (query[i] - value) : query[i] * value;
        }
        return (float) sum;
    }
}
