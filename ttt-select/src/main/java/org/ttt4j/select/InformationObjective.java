package org.ttt4j.select;

/**
 * Information that the query rows' noisy values A share with a candidate's value: 1/2 log(k_n(x, x) / k'(x, x)) with
 * k'(x, x) = k_n(x, x) - k_n(x, A) (K_n(A, A) + lambda I)^-1 k_n(A, x). Zero where a candidate has no variance. O(m^2
 * K)
 * time. Thread-safe.
 */
final class InformationObjective implements Objective {

    @Override
    public void values(Conditioning posterior, double[] values) {
        double[][] lower = cholesky(posterior.queryCovariances(), posterior.lambda()); // (m, m)
        double[][] covariances = posterior.covariances(); // (m, K)
        double[] variances = posterior.variances();
        double[] floors = posterior.floors();
        double[] solved = new double[lower.length]; // L z = k_n(A, x)
        for (int i = 0; i < values.length; i++) {
            double explained = 0;
            for (int q = 0; q < solved.length; q++) {
                double sum = covariances[q][i];
                for (int r = 0; r < q; r++) {
                    sum -= lower[q][r] * solved[r];
                }
                solved[q] = sum / lower[q][q];
                explained += solved[q] * solved[q];
            }
            // The floor keeps the logarithm finite where rounding has eaten all that is left.
            double left = Math.max(floors[i], variances[i] - explained);
            values[i] = left > 0 ? Math.max(0, Math.log(variances[i] / left) / 2) : 0;
        }
    }

    private static double[][] cholesky(double[][] matrix, double lambda) {
        double[][] lower = new double[matrix.length][matrix.length];
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j] + (i == j ? lambda : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                // Rounding must not push a pivot below the noise that bounds it from below.
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, lambda)) : sum / lower[j][j];
            }
        }
        return lower;
    }
}
