package org.ttt4j.select;

import java.util.Arrays;

/**
 * A Gaussian process conditioned on one noisy observation after the other, seen at m query rows and K candidates. Each
 * pick s subtracts the outer product of one column,
 *
 * <pre>  c = k_n(., s) / sqrt(k_n(s, s) + lambda),   k_(n+1)(x, y) = k_n(x, y) - c(x) c(y)</pre>
 *
 * <p>which is a step of the Cholesky factorisation of K_X + lambda I. Only the columns, the candidates' variances and
 * the
 * covariances with and among the query rows are kept: O(N K + m K + m^2) memory. Confined to one thread.
 */
final class Conditioning implements Posterior {

    /**
     * Share of its prior variance below which a candidate's variance is rounding noise: some hundred subtractions, each
     * wrong by 2^-53 of the prior. Without this floor, noise divided by a tiny lambda would look like information.
     */
    static final double ROUNDING = 0x1p-45;

    private static final int NEVER = -1;

    private final Prior prior;
    private final double lambda;
    private final double[] floors; // (K,)
    private final double[] variances; // (K,) k_n(x, x)
    private final double[][] covariances; // (m, K) k_n(q, x)
    private final double[][] queryCovariances; // (m, m) k_n(q, r)
    private final double[] shares; // (m,) scratch
    private final int[] pickedAt; // (K,) the last observation of each candidate, or NEVER
    private double[][] columns; // n of (K,)
    private double[] deviations; // n, sqrt(k_n(s, s) + lambda)
    private int observed;
    private int pending = NEVER; // observed, but only the query rows know yet

    /**
     * Nothing is observed yet.
     *
     * @param observations how many to make room for; more are fine
     */
    Conditioning(Prior prior, double lambda, int observations) {
        this.prior = prior;
        this.lambda = lambda;
        covariances = new double[prior.queries()][prior.count()];
        for (int q = 0; q < covariances.length; q++) {
            prior.queryColumn(q, covariances[q]); // makes the vectors' columns, which everything else is faster with
        }
        variances = prior.variances();
        floors = new double[variances.length];
        for (int i = 0; i < floors.length; i++) {
            floors[i] = ROUNDING * variances[i];
        }
        queryCovariances = new double[prior.queries()][prior.queries()];
        double[] queryVariances = prior.queryVariances();
        for (int q = 0; q < covariances.length; q++) {
            for (int r = 0; r < q; r++) {
                queryCovariances[q][r] = prior.betweenQueries(q, r);
                queryCovariances[r][q] = queryCovariances[q][r];
            }
            queryCovariances[q][q] = queryVariances[q];
        }
        shares = new double[prior.queries()];
        pickedAt = new int[prior.count()];
        Arrays.fill(pickedAt, NEVER);
        int room = Math.max(1, Math.min(observations, 64));
        columns = new double[room][prior.count()];
        deviations = new double[room];
    }

    /** k_n(x, x), shape (K,): a view. */
    double[] variances() {
        settle();
        return variances;
    }

    /** Below which share of its prior a candidate's variance is rounding noise, shape (K,): a view. */
    double[] floors() {
        return floors;
    }

    /** k_n(q, x), shape (m, K): a view. */
    double[][] covariances() {
        settle();
        return covariances;
    }

    /** k_n(q, r), shape (m, m): a view. */
    double[][] queryCovariances() {
        return queryCovariances;
    }

    double lambda() {
        return lambda;
    }

    @Override
    public void observe(int pick) {
        settle();
        double scale = 1 / Math.sqrt(variances[pick] + lambda);
        for (int q = 0; q < shares.length; q++) {
            shares[q] = covariances[q][pick] * scale;
        }
        for (int q = 0; q < shares.length; q++) {
            subtract(queryCovariances[q], shares[q], shares);
            queryCovariances[q][q] = Math.max(0, queryCovariances[q][q]);
        }
        pending = pick;
    }

    /** Lets the candidates know of the last pick, which nobody asks for after the very last one. */
    private void settle() {
        if (pending == NEVER) {
            return;
        }
        int pick = pending;
        pending = NEVER;
        double[] column = room();
        unscaledColumn(pick, column);
        double deviation = Math.sqrt(variances[pick] + lambda);
        double scale = 1 / deviation;
        for (int i = 0; i < column.length; i++) {
            column[i] *= scale;
        }
        for (int q = 0; q < shares.length; q++) {
            subtract(covariances[q], shares[q], column);
        }
        for (int i = 0; i < column.length; i++) {
            variances[i] = Math.max(floors[i], variances[i] - column[i] * column[i]);
        }
        pickedAt[pick] = observed;
        deviations[observed] = deviation;
        observed++;
    }

    /** k_n(., s), shape (K,). */
    private void unscaledColumn(int pick, double[] column) {
        int n = 0;
        if (pickedAt[pick] == NEVER) {
            prior.column(pick, column);
        } else { // its column of then, unscaled, lacks only what was observed since
            n = pickedAt[pick];
            for (int i = 0; i < column.length; i++) {
                column[i] = columns[n][i] * deviations[n];
            }
        }
        for (; n + 4 <= observed; n += 4) {
            subtractFour(column, pick, n);
        }
        for (; n < observed; n++) {
            subtract(column, columns[n][pick], columns[n]);
        }
    }

    /** The next column; more are made by doubling, not pick by pick. */
    private double[] room() {
        if (observed == columns.length) {
            columns = Arrays.copyOf(columns, 2 * observed);
            deviations = Arrays.copyOf(deviations, 2 * observed);
            for (int i = observed; i < columns.length; i++) {
                columns[i] = new double[variances.length];
            }
        }
        return columns[observed];
    }

    @Override
    public double queryVariance() {
        double sum = 0;
        for (int q = 0; q < queryCovariances.length; q++) {
            sum += queryCovariances[q][q];
        }
        return sum;
    }

    private void subtractFour(double[] from, int pick, int n) {
        double[] as = columns[n];
        double[] bs = columns[n + 1];
        double[] cs = columns[n + 2];
        double[] ds = columns[n + 3];
        double a = as[pick];
        double b = bs[pick];
        double c = cs[pick];
        double d = ds[pick];
        for (int i = 0; i < from.length; i++) {
            from[i] = from[i] - a * as[i] - b * bs[i] - c * cs[i] - d * ds[i];
        }
    }

    private static void subtract(double[] from, double factor, double[] vector) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }
}
