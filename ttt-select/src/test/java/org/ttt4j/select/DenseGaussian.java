package org.ttt4j.select;

/**
 * A Gaussian process over m query rows and K candidates, conditioned by a fresh dense solve in float64. Shares nothing
 * with the incremental updates under test. Points 0 .. m-1 are the query rows, the others the candidates.
 */
final class DenseGaussian {

    private final double[][] prior;
    private final int m;

    DenseGaussian(RandomProblem problem, Kernel kernel) {
        m = problem.queries().length;
        float[][] all = new float[m + problem.candidates().length][];
        System.arraycopy(problem.queries(), 0, all, 0, m);
        System.arraycopy(problem.candidates(), 0, all, m, problem.candidates().length);
        prior = new double[all.length][all.length];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < all.length; j++) {
                prior[i][j] = kernel(kernel, all[i], all[j]);
            }
        }
    }

    private static double kernel(Kernel kernel, float[] x, float[] y) {
        double xx = DenseOracle.dot(x, x);
        double yy = DenseOracle.dot(y, y);
        double xy = DenseOracle.dot(x, y);
        if (kernel.normalize() || kernel.shape() == Kernel.Shape.COSINE) {
            xy = xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
            xx = xx > 0 ? 1 : 0;
            yy = yy > 0 ? 1 : 0;
        }
        return kernel.shape() == Kernel.Shape.RBF
                ? Math.exp(-(xx + yy - 2 * xy) / 2 / Math.pow(kernel.lengthScale(), 2))
                : xy;
    }

    int m() {
        return m;
    }

    /**
     * Covariance of all points given noisy observations.
     *
     * @param observed points, repetition allowed
     */
    double[][] given(int[] observed, double lambda) {
        double[][] matrix = new double[observed.length][observed.length];
        double[][] right = new double[observed.length][prior.length];
        for (int i = 0; i < observed.length; i++) {
            for (int j = 0; j < observed.length; j++) {
                matrix[i][j] = prior[observed[i]][observed[j]] + (i == j ? lambda : 0);
            }
            right[i] = prior[observed[i]].clone();
        }
        solve(matrix, right);
        double[][] posterior = new double[prior.length][prior.length];
        for (int i = 0; i < prior.length; i++) {
            for (int j = 0; j < prior.length; j++) {
                posterior[i][j] = prior[i][j];
                for (int k = 0; k < observed.length; k++) {
                    posterior[i][j] -= prior[observed[k]][i] * right[k][j];
                }
            }
        }
        return posterior;
    }

    /** Gauss elimination with the largest pivot; the right sides become the solutions. */
    private static void solve(double[][] matrix, double[][] right) {
        int n = matrix.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int i = column + 1; i < n; i++) {
                pivot = Math.abs(matrix[i][column]) > Math.abs(matrix[pivot][column]) ? i : pivot;
            }
            swap(matrix, column, pivot);
            swap(right, column, pivot);
            for (int i = 0; i < n; i++) {
                if (i != column) {
                    double factor = matrix[i][column] / matrix[column][column];
                    subtract(matrix[i], factor, matrix[column]);
                    subtract(right[i], factor, right[column]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < right[i].length; j++) {
                right[i][j] /= matrix[i][i];
            }
        }
    }

    private static void subtract(double[] from, double factor, double[] row) {
        for (int j = 0; j < from.length; j++) {
            from[j] -= factor * row[j];
        }
    }

    private static void swap(double[][] rows, int i, int j) {
        double[] kept = rows[i];
        rows[i] = rows[j];
        rows[j] = kept;
    }
}
