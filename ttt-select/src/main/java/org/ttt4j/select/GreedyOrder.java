package org.ttt4j.select;

/** The candidate of the largest value, of equal ones the first, again and again. Confined to one thread. */
final class GreedyOrder implements Order {

    private final Conditioning posterior;
    private final Objective objective;
    private final boolean reselect;
    private final boolean[] spent; // (K,)
    private final double[] values; // (K,)

    /**
     * Reads a posterior that somebody lets observe the picks.
     *
     * @param reselect whether a candidate may be picked several times
     */
    GreedyOrder(Conditioning posterior, Objective objective, boolean reselect) {
        this.posterior = posterior;
        this.objective = objective;
        this.reselect = reselect;
        spent = new boolean[posterior.variances().length];
        values = new double[spent.length];
    }

    @Override
    public int next() {
        objective.values(posterior, values);
        int best = NONE;
        for (int i = 0; i < values.length; i++) {
            if (!spent[i] && (best == NONE || values[i] > values[best])) {
                best = i;
            }
        }
        if (best != NONE) {
            spent[best] = !reselect;
        }
        return best;
    }
}
