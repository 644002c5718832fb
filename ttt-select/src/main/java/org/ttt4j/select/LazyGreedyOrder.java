package org.ttt4j.select;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Lazy greedy order: the candidate that was worth most when last looked at is looked at again, and picked if it is
 * still
 * worth at least what any other was worth. Confined to one thread.
 */
final class LazyGreedyOrder implements Order {

    private static final Comparator<Entry> LARGEST_THEN_FIRST =
            Comparator.comparingDouble(Entry::value).reversed().thenComparingInt(Entry::candidate);

    private final LazyConditioning posterior;
    private final PriorityQueue<Entry> queue;
    private int looks;

    /**
     * What a candidate was worth.
     *
     * @param value when it was last looked at
     */
    private record Entry(int candidate, double value) {}

    /** Starts from the covariances with the mean of the query rows, which need no conditioning. */
    LazyGreedyOrder(Problem problem, LazyConditioning posterior) {
        this.posterior = posterior;
        Prior prior = problem.prior();
        double[] means = prior.meanQueryColumn();
        queue = new PriorityQueue<>(means.length, LARGEST_THEN_FIRST);
        for (int i = 0; i < means.length; i++) {
            queue.add(new Entry(i, means[i] * means[i] / (prior.variance(i) + problem.lambda())));
        }
    }

    @Override
    public int next() {
        while (true) {
            int candidate = queue.remove().candidate();
            double value = posterior.reduction(candidate);
            looks++;
            Entry rival = queue.peek();
            queue.add(new Entry(candidate, value));
            if (rival == null || value >= rival.value()) {
                return candidate;
            }
        }
    }

    /** How many candidates were looked at so far, each look counted. */
    int looks() {
        return looks;
    }
}
