package org.ttt4j.study;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * 90% percentile intervals (Efron) of ratios of sums, by drawing whole groups of documents with replacement: pieces of one
 * file are not independent, so drawing single documents would make the intervals too narrow. Seeded; the answer depends
 * on nothing but the groups and their order. Thread-safe.
 */
public final class Bootstrap {

    /** Twice the thousand that TTT-NN's error bars use; costs milliseconds. */
    public static final int RESAMPLES = 2000;

    private Bootstrap() {}

    /**
     * Draws {@link #RESAMPLES} times as many groups as there are and adds up what they hold.
     *
     * @param groups sums over the documents of each group, shape (G, S)
     * @param seed of the drawing
     * @return shape ({@link #RESAMPLES}, S); all zero for a single group, which has no spread to draw from
     */
    public static double[][] sums(double[][] groups, long seed) {
        int columns = groups.length == 0 ? 0 : groups[0].length;
        double[][] sums = new double[RESAMPLES][columns];
        SplittableRandom random = new SplittableRandom(seed);
        for (int resample = 0; resample < RESAMPLES && groups.length > 1; resample++) {
            double[] sum = sums[resample];
            for (int draw = 0; draw < groups.length; draw++) {
                double[] group = groups[random.nextInt(groups.length)];
                for (int i = 0; i < columns; i++) {
                    sum[i] += group[i];
                }
            }
        }
        return sums;
    }

    /**
     * The middle 90% of a statistic over resamples.
     *
     * @param sample the statistic of each resample
     * @return empty if some are not finite: a ratio without a denominator has no interval
     */
    public static Optional<Interval> interval(double[] sample) {
        return Arrays.stream(sample).allMatch(Double::isFinite) && sample.length > 0
                ? Optional.of(new Interval(quantile(sample, 0.05), quantile(sample, 0.95)))
                : Optional.empty();
    }

    /**
     * The quantile of a sample, linear between order statistics (type 7 of Hyndman and Fan).
     *
     * @param sample at least one value, in any order
     * @param q in [0, 1]
     * @return between the least and the greatest value
     */
    public static double quantile(double[] sample, double q) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double position = q * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
