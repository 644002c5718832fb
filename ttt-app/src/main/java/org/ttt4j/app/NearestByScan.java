package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * The true nearest neighbours of some of the vectors of an index, each without itself: all vectors are read once, in
 * float64, by all processors. What approximate searches are compared with. Confined to one thread.
 */
final class NearestByScan {

    private static final int CHUNK_FLOATS = 1 << 21;

    private final StoredRows vectors;
    private final long count;
    private final Metric metric;
    private final int k;

    /** Consecutive vectors. */
    @FunctionalInterface
    interface StoredRows {
        /** Rows [from, from + rows). */
        EmbeddingBatch rows(long from, int rows);
    }

    /**
     * A scan.
     *
     * @param count how many vectors there are
     * @param k neighbours wanted, at least 1
     */
    NearestByScan(StoredRows vectors, long count, Metric metric, int k) {
        this.vectors = vectors;
        this.count = count;
        this.metric = metric;
        this.k = k;
    }

    /**
     * Ids of the k nearest of each query, in no order.
     *
     * @param queries shape (m, d)
     * @param own row i of the queries is the vector of this id
     * @param excluded never among the answers
     */
    List<long[]> of(EmbeddingBatch queries, long[] own, IdSet excluded, RunControl control) {
        List<PriorityQueue<Neighbor>> best = new ArrayList<>();
        float[][] asked = new float[own.length][];
        for (int query = 0; query < own.length; query++) {
            best.add(new PriorityQueue<>(Neighbor.BEST_FIRST.reversed())); // worst on top
            asked[query] = queries.row(query);
        }
        int chunk = Math.max(1, CHUNK_FLOATS / queries.dimension());
        for (long from = 0; from < count; from += chunk) {
            control.checkCancelled();
            long first = from;
            int rows = (int) Math.min(chunk, count - from);
            float[] values = vectors.rows(from, rows).toArray();
            IntStream.range(0, own.length).parallel().forEach(query -> {
                for (int row = 0; row < rows; row++) {
                    long id = first + row;
                    if (id != own[query] && !excluded.contains(id)) {
                        float similarity = (float) similarity(asked[query], values, row * asked[query].length);
                        offer(best.get(query), id, similarity);
                    }
                }
            });
            control.report(new Progress.Advanced("exact search", from + rows, count));
        }
        return best.stream()
                .map(found -> found.stream().mapToLong(Neighbor::id).toArray())
                .toList();
    }

    private void offer(PriorityQueue<Neighbor> best, long id, float similarity) {
        if (best.size() < k) {
            best.add(new Neighbor(id, similarity));
        } else if (similarity > best.element().similarity()) { // equal ones lose: their id is larger
            best.remove();
            best.add(new Neighbor(id, similarity));
        }
    }

    /** Four sums, which need not wait for each other. */
    private double similarity(float[] query, float[] values, int at) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        if (metric == Metric.INNER_PRODUCT) {
            for (; i + 3 < query.length; i += 4) {
                a += (double) query[i] * values[at + i];
                b += (double) query[i + 1] * values[at + i + 1];
                c += (double) query[i + 2] * values[at + i + 2];
                d += (double) query[i + 3] * values[at + i + 3];
            }
        }
        for (; i < query.length; i++) {
            double x = values[at + i];
            a += metric == Metric.INNER_PRODUCT ? query[i] * x : -((query[i] - x) * (query[i] - x));
        }
        return a + b + c + d;
    }
}
