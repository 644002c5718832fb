package org.ttt4j.select;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Gaussian process with the linear kernel, conditioned on one noisy observation after the other, seen at m query rows
 * and K candidates. Each pick s subtracts the outer product of one column,
 *
 * <pre>  c = k_n(., s) / sqrt(k_n(s, s) + lambda),   k_(n+1)(x, y) = k_n(x, y) - c(x) c(y)</pre>
 *
 * <p>which is a step of the Cholesky factorisation of K_X + lambda I. Only the columns, the candidates' variances and the
 * covariances with the query rows are kept. Confined to one thread.
 */
final class Conditioning {

    /**
     * Share of its prior variance below which a candidate's variance is rounding noise: some hundred subtractions, each
     * wrong by 2^-53 of the prior. Without this floor, noise divided by a tiny lambda would look like information.
     */
    private static final double ROUNDING = 0x1p-45;

    private final Points candidates;
    private final double lambda;
    private final double[] floors; // (K,)
    private final double[] variances; // (K,) k_n(x, x)
    private final double[][] covariances; // (m, K) k_n(q, x)
    private final double[] queryVariances; // (m,) k_n(q, q)
    private final List<double[]> columns = new ArrayList<>(); // n times (K,)
    private final Map<Integer, double[]> kernelColumns = new HashMap<>(); // k_0(., s) of the distinct picks

    Conditioning(Points queries, Points candidates, Lambda lambda) {
        this.candidates = candidates;
        this.lambda = lambda.variance();
        variances = candidates.squaredLengths();
        floors = new double[variances.length];
        for (int i = 0; i < floors.length; i++) {
            floors[i] = ROUNDING * variances[i];
        }
        covariances = new double[queries.count()][];
        for (int q = 0; q < covariances.length; q++) {
            covariances[q] = candidates.times(queries.row(q));
        }
        queryVariances = queries.squaredLengths();
    }

    /**
     * By how much the sum of the query rows' variances would fall if a candidate were picked next.
     *
     * @return shape (K,), each at least 0
     */
    double[] reductions() {
        double[] reductions = new double[variances.length];
        for (double[] covariance : covariances) {
            for (int i = 0; i < reductions.length; i++) {
                reductions[i] += covariance[i] * covariance[i];
            }
        }
        for (int i = 0; i < reductions.length; i++) {
            reductions[i] /= variances[i] + lambda;
        }
        return reductions;
    }

    /** Observes a candidate, once more if it was observed before. */
    void observe(int pick) {
        double scale = 1 / Math.sqrt(variances[pick] + lambda);
        double[] column = kernelColumns
                .computeIfAbsent(pick, s -> candidates.times(candidates.row(s)))
                .clone();
        for (double[] earlier : columns) {
            subtract(column, earlier[pick], earlier);
        }
        for (int i = 0; i < column.length; i++) {
            column[i] *= scale;
        }
        for (int q = 0; q < covariances.length; q++) {
            double share = covariances[q][pick] * scale;
            queryVariances[q] = Math.max(0, queryVariances[q] - share * share);
            subtract(covariances[q], share, column);
        }
        for (int i = 0; i < column.length; i++) {
            variances[i] = Math.max(floors[i], variances[i] - column[i] * column[i]);
        }
        columns.add(column);
    }

    /** Sum of the query rows' variances given all observations, at least 0. */
    double queryVariance() {
        double sum = 0;
        for (double variance : queryVariances) {
            sum += variance;
        }
        return sum;
    }

    private static void subtract(double[] from, double factor, double[] vector) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }
}
