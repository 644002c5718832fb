package org.ttt4j.select;

import java.util.Arrays;

/**
 * Squared distance of every candidate to the nearest pick, in the space of the kernel: |x - y|^2 = k(x, x) + k(y, y) -
 * 2
 * k(x, y). Confined to one thread.
 */
final class Distances {

    private final Prior prior;
    private final double[] variances; // (K,)
    private final double[] column; // (K,)
    private final double[] nearest; // (K,)

    Distances(Prior prior) {
        this.prior = prior;
        variances = prior.variances();
        column = new double[variances.length];
        nearest = new double[variances.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    }

    void pick(int candidate) {
        prior.column(candidate, column);
        double variance = variances[candidate];
        for (int i = 0; i < nearest.length; i++) {
            double distance = variance + variances[i] - 2 * column[i];
            // What is left of equal vectors is rounding noise, which must not look like a distance.
            double noise = Conditioning.ROUNDING * (variance + variances[i]);
            nearest[i] = Math.min(nearest[i], distance > noise ? distance : 0);
        }
    }

    /** Shape (K,): a view; infinite before the first pick. */
    double[] nearest() {
        return nearest;
    }
}
