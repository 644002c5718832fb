package org.ttt4j.app;

import java.util.List;

/**
 * What a benchmark of selectors goes through: every combination of the lists. Thread-safe.
 *
 * @param selectors ids
 * @param counts K, each in [1, 1000000]
 * @param dimensions d, each in [1, 65536]
 * @param budgets N, each in [1, 1000000]
 * @param threads at the same time, each in [1, 1024]
 * @param queries problems per K and d, in [1, 10000]
 * @param rounds through all problems that are measured, in [1, 1000]
 * @param warmUp seconds before each measurement, in [0, 3600]
 * @param seed of the problems
 */
record SelectBenchPlan(
        List<String> selectors,
        List<Integer> counts,
        List<Integer> dimensions,
        List<Integer> budgets,
        List<Integer> threads,
        int queries,
        int rounds,
        double warmUp,
        long seed) {

    /** Vectors lie in one array of floats. */
    private static final int MOST_COMPONENTS = 1 << 30;

    SelectBenchPlan {
        selectors = selectors.stream().distinct().toList();
        counts = within("--k", counts, 1_000_000);
        dimensions = within("--dim", dimensions, 1 << 16);
        budgets = within("--n", budgets, 1_000_000);
        threads = within("--threads", threads, 1024);
        within("--queries", List.of(queries), 10_000);
        within("--rounds", List.of(rounds), 1000);
        if (!(warmUp >= 0 && warmUp <= 3600)) {
            throw new IllegalArgumentException("found --warm-up " + warmUp + ", wanted seconds in [0, 3600]");
        }
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("found no selector, wanted at least one id");
        }
    }

    private static List<Integer> within(String option, List<Integer> values, int most) {
        for (int value : values) {
            if (value < 1 || value > most) {
                throw new IllegalArgumentException(
                        "found " + option + " " + value + ", wanted numbers in [1, " + most + "]");
            }
        }
        return values.stream().distinct().toList();
    }

    /** How many measurements that makes. */
    int measurements() {
        return selectors.size() * counts.size() * dimensions.size() * budgets.size() * threads.size();
    }

    /**
     * Demands that the vectors of every shape fit into the heap with room to work.
     *
     * @throws CommandException naming the first shape that does not
     */
    void demandMemory(long heapBytes) {
        for (int k : counts) {
            for (int d : dimensions) {
                long components = (long) k * d;
                if (components > MOST_COMPONENTS) {
                    throw CommandException.usage("found --k " + k + " --dim " + d + ", which are " + components
                            + " components, wanted at most " + MOST_COMPONENTS);
                }
                long bytes = components * queries * Float.BYTES;
                if (bytes > heapBytes / 4 * 3) {
                    throw CommandException.failed(
                            "found --k " + k + " --dim " + d + " --queries " + queries + ", whose "
                                    + (bytes >> 20) + " MiB of vectors do not fit into a heap of " + (heapBytes >> 20)
                                    + " MiB, wanted fewer queries, or more heap with TTT_JAVA_OPTS=-Xmx...");
                }
            }
        }
    }
}
