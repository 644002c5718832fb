package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Queries put to one index in batches of one size. Confined to one thread. */
final class IndexLoad {

    private final VectorIndex index;
    private final List<EmbeddingBatch> calls = new ArrayList<>();
    private final int k;
    private final RunControl control;

    /**
     * A load.
     *
     * @param queries shape (m, d)
     * @param batch queries of a call; the last one may have fewer and is then measured with the others
     */
    IndexLoad(VectorIndex index, EmbeddingBatch queries, int k, int batch, RunControl control) {
        this.index = index;
        this.k = k;
        this.control = control;
        int d = queries.dimension();
        for (int from = 0; from < queries.rows(); from += batch) {
            int rows = Math.min(batch, queries.rows() - from);
            float[] values = new float[rows * d];
            queries.values().get(from * d, values);
            calls.add(EmbeddingBatch.of(rows, d, values));
        }
    }

    /**
     * Milliseconds per call.
     *
     * @param best shortest
     * @param median of all
     * @param cpu mean processor time of all threads
     */
    record Times(double best, double median, double cpu) {}

    /**
     * Mean share of the k nearest that are found.
     *
     * @param truth by query, the nearest first, at least k of them or all there are
     */
    double recall(List<long[]> truth) {
        long hits = 0;
        long wanted = 0;
        int query = 0;
        for (EmbeddingBatch call : calls) {
            for (List<Neighbor> found : index.search(call, k, control)) {
                long[] nearest = truth.get(query++);
                Set<Long> near = LongStream.of(nearest).limit(k).boxed().collect(Collectors.toSet());
                wanted += near.size();
                hits += found.stream().filter(one -> near.contains(one.id())).count();
            }
        }
        return (double) hits / wanted;
    }

    /** Measures all calls so many times. */
    Times measure(int rounds, LongSupplier cpuNanos) {
        double[] millis = new double[rounds * calls.size()];
        long cpu = cpuNanos.getAsLong();
        int done = 0;
        for (int round = 0; round < rounds; round++) {
            for (EmbeddingBatch call : calls) {
                long start = System.nanoTime();
                index.search(call, k, control);
                millis[done++] = (System.nanoTime() - start) / 1e6;
            }
        }
        double perCall = (cpuNanos.getAsLong() - cpu) / 1e6 / millis.length;
        Arrays.sort(millis);
        return new Times(millis[0], millis[millis.length / 2], perCall);
    }
}
