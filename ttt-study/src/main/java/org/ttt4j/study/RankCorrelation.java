package org.ttt4j.study;

import java.util.Arrays;
import java.util.Comparator;

/** Spearman's rank correlation: the correlation of ranks, equal values sharing the mean of theirs. Thread-safe. */
public final class RankCorrelation {

    private static final int FEWEST = 3; // two points always lie on a line

    private RankCorrelation() {}

    /**
     * The correlation of pairs.
     *
     * @param x finite, shape (n,)
     * @param y finite, shape (n,)
     * @return in [-1, 1]; NaN for fewer than three pairs and if all x or all y are equal
     */
    public static double spearman(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("found " + x.length + " and " + y.length + " values, wanted as many");
        }
        if (x.length < FEWEST) {
            return Double.NaN;
        }
        double[] first = ranks(x);
        double[] second = ranks(y);
        double mean = (x.length + 1) / 2.0;
        double covariance = 0;
        double firstVariance = 0;
        double secondVariance = 0;
        for (int i = 0; i < x.length; i++) {
            covariance += (first[i] - mean) * (second[i] - mean);
            firstVariance += (first[i] - mean) * (first[i] - mean);
            secondVariance += (second[i] - mean) * (second[i] - mean);
        }
        return covariance / Math.sqrt(firstVariance * secondVariance); // 0 / 0 without variation
    }

    /** From 1; equal values share the mean of their ranks. */
    static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
