package org.ttt4j.select;

import java.util.Arrays;

/**
 * The same posterior as {@link Conditioning}, but of a candidate only when it is asked for: O(n d + n^2) for a
 * candidate
 * first seen after n observations, nothing for all others. For selectors that look at few candidates. Confined to one
 * thread.
 */
final class LazyConditioning implements Posterior {

    private final Prior prior;
    private final double lambda;
    private final Prior.Point[] queries; // (m,)
    private final double[] queryVariances; // (m,)
    private final Known[] known; // (K,) or null
    private Known[] observed = new Known[16]; // n
    private double[] scales = new double[16]; // n, 1 / sqrt(k_n(s, s) + lambda) at the time
    private double[][] shares = new double[16][]; // n of (m,)
    private int count;

    LazyConditioning(Prior prior, double lambda) {
        this.prior = prior;
        this.lambda = lambda;
        queryVariances = prior.queryVariances();
        queries = new Prior.Point[queryVariances.length];
        for (int q = 0; q < queries.length; q++) {
            queries[q] = prior.query(q);
        }
        known = new Known[prior.count()];
    }

    /** A candidate's components c_1 .. c_n along the columns of {@link Conditioning}, as far as it was followed. */
    private final class Known {
        private final Prior.Point point;
        private final double floor;
        private final double[] covariances; // (m,) k_n(q, x)
        private double[] components = new double[16];
        private double variance; // k_n(x, x)
        private int followed;

        private Known(int candidate) {
            point = prior.candidate(candidate);
            variance = prior.variance(candidate);
            floor = Conditioning.ROUNDING * variance;
            covariances = new double[queries.length];
            for (int q = 0; q < covariances.length; q++) {
                covariances[q] = prior.between(queries[q], point);
            }
        }

        /** Brings it up to all observations. */
        private void follow() {
            components = components.length < count ? Arrays.copyOf(components, 2 * count) : components;
            for (; followed < count; followed++) {
                Known other = observed[followed];
                double covariance = prior.between(other.point, point);
                for (int n = 0; n < followed; n++) {
                    covariance -= other.components[n] * components[n];
                }
                double component = covariance * scales[followed];
                components[followed] = component;
                variance = Math.max(floor, variance - component * component);
                for (int q = 0; q < covariances.length; q++) {
                    covariances[q] -= shares[followed][q] * component;
                }
            }
        }
    }

    private Known upToDate(int candidate) {
        if (known[candidate] == null) {
            known[candidate] = new Known(candidate);
        }
        known[candidate].follow();
        return known[candidate];
    }

    /** By how much the sum of the query rows' variances would fall if a candidate were observed next, at least 0. */
    double reduction(int candidate) {
        Known found = upToDate(candidate);
        double sum = 0;
        for (double covariance : found.covariances) {
            sum += covariance * covariance;
        }
        return sum / (found.variance + lambda);
    }

    @Override
    public void observe(int candidate) {
        Known found = upToDate(candidate);
        if (count == observed.length) {
            observed = Arrays.copyOf(observed, 2 * count);
            scales = Arrays.copyOf(scales, 2 * count);
            shares = Arrays.copyOf(shares, 2 * count);
        }
        double scale = 1 / Math.sqrt(found.variance + lambda);
        double[] share = new double[queryVariances.length];
        for (int q = 0; q < share.length; q++) {
            share[q] = found.covariances[q] * scale;
            queryVariances[q] = Math.max(0, queryVariances[q] - share[q] * share[q]);
        }
        observed[count] = found;
        scales[count] = scale;
        shares[count] = share;
        count++;
    }

    @Override
    public double queryVariance() {
        double sum = 0;
        for (double variance : queryVariances) {
            sum += variance;
        }
        return sum;
    }
}
