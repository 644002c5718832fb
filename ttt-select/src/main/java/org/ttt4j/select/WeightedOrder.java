package org.ttt4j.select;

/**
 * First a candidate drawn uniformly, then one drawn with probability proportional to the squared distance to the
 * nearest
 * pick; ends when nothing is left at a distance. Confined to one thread.
 */
final class WeightedOrder implements Order {

    private final Distances distances;
    private final Draws draws;
    private int picks;

    WeightedOrder(Prior prior, Draws draws) {
        distances = new Distances(prior);
        this.draws = draws;
    }

    @Override
    public int next() {
        double[] weights = distances.nearest();
        int best = NONE;
        double soonest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            double time = draws.exponential(i, picks) / (picks == 0 ? 1 : weights[i]);
            if (time < soonest) {
                soonest = time;
                best = i;
            }
        }
        if (best != NONE) {
            distances.pick(best);
            picks++;
        }
        return best;
    }
}
