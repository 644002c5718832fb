package org.ttt4j.select;

/** The candidate given first, then always the one farthest from all picks, of equal ones the first. */
final class FarthestOrder implements Order {

    private final Distances distances;
    private int last = NONE;

    FarthestOrder(Prior prior) {
        distances = new Distances(prior);
    }

    @Override
    public int next() {
        if (last != NONE) {
            distances.pick(last);
        }
        double[] nearest = distances.nearest();
        last = 0;
        for (int i = 1; i < nearest.length; i++) {
            if (nearest[i] > nearest[last]) {
                last = i;
            }
        }
        return last;
    }
}
