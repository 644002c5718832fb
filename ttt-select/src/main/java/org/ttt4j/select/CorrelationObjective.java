package org.ttt4j.select;

import java.util.Arrays;

/** Mean correlation with the query rows; 0 where a variance is 0. Thread-safe. */
final class CorrelationObjective implements Objective {

    @Override
    public void values(Conditioning posterior, double[] values) {
        Arrays.fill(values, 0);
        double[][] covariances = posterior.covariances();
        for (int q = 0; q < covariances.length; q++) {
            double variance = posterior.queryCovariances()[q][q];
            if (variance > 0) {
                double scale = 1 / (Math.sqrt(variance) * covariances.length);
                for (int i = 0; i < values.length; i++) {
                    values[i] += scale * covariances[q][i];
                }
            }
        }
        double[] variances = posterior.variances();
        for (int i = 0; i < values.length; i++) {
            values[i] = variances[i] > 0 ? values[i] / Math.sqrt(variances[i]) : 0;
        }
    }
}
