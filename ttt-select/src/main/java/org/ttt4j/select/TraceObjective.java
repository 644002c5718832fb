package org.ttt4j.select;

import java.util.Arrays;

/** Fall of the summed variance of the query rows: sum_q k_n(q, x)^2 / (k_n(x, x) + lambda). Thread-safe. */
final class TraceObjective implements Objective {

    @Override
    public void values(Conditioning posterior, double[] values) {
        Arrays.fill(values, 0);
        for (double[] covariance : posterior.covariances()) {
            for (int i = 0; i < values.length; i++) {
                values[i] += covariance[i] * covariance[i];
            }
        }
        double[] variances = posterior.variances();
        double lambda = posterior.lambda();
        for (int i = 0; i < values.length; i++) {
            values[i] /= variances[i] + lambda;
        }
    }
}
