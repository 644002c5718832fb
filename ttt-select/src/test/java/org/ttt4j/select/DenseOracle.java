package org.ttt4j.select;

/**
 * Posterior variance straight from the formula: a fresh Cholesky solve of (K_X + lambda I) z = k_X(q) in float64. Shares
 * nothing with the incremental update.
 */
final class DenseOracle {

    private DenseOracle() {}

    /** Sum over the query rows of k(q, q) - k_X(q)^T (K_X + lambda I)^-1 k_X(q). */
    static double posteriorVariance(float[][] queries, float[][] picks, double lambda) {
        int n = picks.length;
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = dot(picks[i], picks[j]) + (i == j ? lambda : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
        double total = 0;
        for (float[] query : queries) {
            double[] z = new double[n]; // L z = k_X(q), so that k^T (L L^T)^-1 k = z^T z
            double explained = 0;
            for (int i = 0; i < n; i++) {
                double sum = dot(picks[i], query);
                for (int k = 0; k < i; k++) {
                    sum -= lower[i][k] * z[k];
                }
                z[i] = sum / lower[i][i];
                explained += z[i] * z[i];
            }
            total += dot(query, query) - explained;
        }
        return total;
    }

    static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
