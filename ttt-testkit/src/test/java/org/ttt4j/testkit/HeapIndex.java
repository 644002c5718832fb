package org.ttt4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Vectors on the heap, scanned for every query. Searches are thread-safe; the index is immutable. */
final class HeapIndex implements VectorIndex, VectorIndex.Reconstruction, VectorIndex.RangeSearch {

    private final IndexSpec spec;
    private final float[][] vectors; // (size, d)
    private final OpenState state = new OpenState("HeapIndex");

    HeapIndex(IndexSpec spec, float[][] vectors) {
        this.spec = spec;
        this.vectors = vectors;
    }

    @Override
    public Traits traits() {
        return new Traits(spec, true, "full scan");
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return searchWithout(queries, k, IdSet.EMPTY, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        Finite.require(queries, spec.dimension(), "queries");
        if (k < 1) {
            throw new IllegalArgumentException("found k=" + k + ", wanted at least 1");
        }
        return scan(queries, query -> nearest(query, Math.min(k, vectors.length), excluded), control);
    }

    @Override
    public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
        Finite.require(queries, spec.dimension(), "queries");
        if (Float.isNaN(similarity)) {
            throw new IllegalArgumentException("found similarity=NaN, wanted a number");
        }
        return scan(queries, query -> within(query, similarity), control);
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        return state.call(() -> {
            int d = spec.dimension();
            float[] rows = new float[Math.multiplyExact(ids.length, d)];
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] < 0 || ids[i] >= vectors.length) {
                    throw new IllegalArgumentException(
                            "found id " + ids[i] + ", wanted one in [0, " + vectors.length + ")");
                }
                System.arraycopy(vectors[(int) ids[i]], 0, rows, i * d, d);
            }
            return EmbeddingBatch.of(ids.length, d, rows);
        });
    }

    @Override
    public void close() {
        state.close();
    }

    private List<List<Neighbor>> scan(
            EmbeddingBatch queries, Function<float[], List<Neighbor>> one, RunControl control) {
        return state.call(() -> {
            List<List<Neighbor>> found = new ArrayList<>(queries.rows());
            for (int row = 0; row < queries.rows(); row++) {
                control.checkCancelled();
                found.add(one.apply(queries.row(row)));
                control.report(new Progress.Advanced("search", row + 1L, queries.rows()));
            }
            return List.copyOf(found);
        });
    }

    private List<Neighbor> within(float[] query, float least) {
        List<Neighbor> found = new ArrayList<>();
        for (int id = 0; id < vectors.length; id++) {
            float similarity = similarity(query, vectors[id]);
            if (similarity >= least) {
                found.add(new Neighbor(id, similarity));
            }
        }
        found.sort(Neighbor.BEST_FIRST);
        return List.copyOf(found);
    }

    private List<Neighbor> nearest(float[] query, int k, IdSet excluded) {
        if (k == 0) {
            return List.of();
        }
        PriorityQueue<Neighbor> best = new PriorityQueue<>(k, Neighbor.BEST_FIRST.reversed()); // worst on top
        for (int id = 0; id < vectors.length; id++) {
            if (excluded.contains(id)) {
                continue;
            }
            float similarity = similarity(query, vectors[id]);
            if (best.size() < k) {
                best.add(new Neighbor(id, similarity));
            } else if (similarity > best.element().similarity()) { // equal ones lose: their id is larger
                best.remove();
                best.add(new Neighbor(id, similarity));
            }
        }
        List<Neighbor> sorted = new ArrayList<>(best);
        sorted.sort(Neighbor.BEST_FIRST);
        return List.copyOf(sorted);
    }

    /** In float64; the products of float32 cannot overflow there, and what float32 cannot hold becomes infinite. */
    private float similarity(float[] query, float[] vector) {
        double sum = 0;
        if (spec.metric() == Metric.L2) {
            for (int i = 0; i < vector.length; i++) {
                double difference = (double) query[i] - vector[i];
                sum -= difference * difference;
            }
        } else {
            for (int i = 0; i < vector.length; i++) {
                sum += (double) query[i] * vector[i];
            }
        }
        return (float) sum;
    }
}
