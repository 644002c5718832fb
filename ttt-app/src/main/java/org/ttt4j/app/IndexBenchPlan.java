package org.ttt4j.app;

import java.util.List;

/**
 * What a benchmark of indexes goes through: every combination of the lists, on the same vectors. Thread-safe.
 *
 * @param count n, in [1, 10^9]
 * @param dimension d, in [1, 65536]
 * @param indexes what is measured
 * @param neighbors k, each in [1, n]
 * @param batches queries of one call, each in [1, 4096]
 * @param threads of one call, each in [1, 1024]
 * @param queries different queries, in [1, 100000]
 * @param rounds through all queries that are measured, in [1, 1000]
 * @param spread of the clusters, in [0, 100]
 * @param seed of the vectors
 */
record IndexBenchPlan(
        long count,
        int dimension,
        List<BenchedIndex> indexes,
        List<Integer> neighbors,
        List<Integer> batches,
        List<Integer> threads,
        int queries,
        int rounds,
        double spread,
        long seed) {

    IndexBenchPlan {
        within("--n", List.of(count), 1_000_000_000);
        within("--dim", List.of(dimension), 1 << 16);
        within("--queries", List.of(queries), 100_000);
        within("--rounds", List.of(rounds), 1000);
        within("--k", neighbors, count);
        within("--batch", batches, 4096);
        within("--threads", threads, 1024);
        if (!(spread >= 0 && spread <= 100)) {
            throw new IllegalArgumentException("found --spread " + spread + ", wanted a number in [0, 100]");
        }
        if (indexes.isEmpty()) {
            throw new IllegalArgumentException("found no --factory, wanted at least one");
        }
        indexes = indexes.stream().distinct().toList();
        neighbors = neighbors.stream().distinct().toList();
        batches = batches.stream().distinct().toList();
        threads = threads.stream().distinct().toList();
    }

    /** How many measurements that makes. */
    int measurements() {
        return indexes.size() * neighbors.size() * batches.size() * threads.size();
    }

    /** The vectors to measure on. */
    ClusteredVectors vectors() {
        return new ClusteredVectors(count, dimension, spread, seed);
    }

    private static void within(String option, List<? extends Number> values, long most) {
        for (Number value : values) {
            if (value.longValue() < 1 || value.longValue() > most) {
                throw new IllegalArgumentException(
                        "found " + option + " " + value + ", wanted numbers in [1, " + most + "]");
            }
        }
    }
}
