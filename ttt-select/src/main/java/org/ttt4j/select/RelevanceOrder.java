package org.ttt4j.select;

import java.util.Arrays;

/**
 * Maximal marginal relevance: always the candidate of the largest w rel(x) - (1 - w) max_s k(x, s) over the picks s.
 * Confined to one thread.
 */
final class RelevanceOrder implements Order {

    private final Prior prior;
    private final double weight;
    private final double[] relevance; // (K,)
    private final double[] redundancy; // (K,)
    private final double[] column; // (K,)
    private final boolean[] spent; // (K,)
    private boolean started;

    /**
     * Nothing is picked yet.
     *
     * @param relevance rel, shape (K,)
     * @param weight w, in [0, 1]
     */
    RelevanceOrder(Prior prior, double[] relevance, double weight) {
        this.prior = prior;
        this.relevance = relevance;
        this.weight = weight;
        redundancy = new double[relevance.length];
        Arrays.fill(redundancy, Double.NEGATIVE_INFINITY);
        column = new double[relevance.length];
        spent = new boolean[relevance.length];
    }

    @Override
    public int next() {
        int best = NONE;
        for (int i = 0; i < spent.length; i++) {
            if (!spent[i] && (best == NONE || value(i) > value(best))) {
                best = i;
            }
        }
        if (best != NONE) {
            spent[best] = true;
            started = true;
            prior.column(best, column);
            for (int i = 0; i < column.length; i++) {
                redundancy[i] = Math.max(redundancy[i], column[i]);
            }
        }
        return best;
    }

    /** The first pick is the most relevant one, also with w = 0. */
    private double value(int i) {
        return started ? weight * relevance[i] - (1 - weight) * redundancy[i] : relevance[i];
    }
}
