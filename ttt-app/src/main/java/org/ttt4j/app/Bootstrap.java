package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ttt4j.api.Score;

/**
 * 90% percentile intervals (Efron) of ratios of sums, by drawing whole source groups with replacement: pieces of one
 * file are not independent, so drawing single documents would make the intervals too narrow. Seeded; the answer depends
 * neither on the order of the documents nor on threads. Thread-safe.
 */
final class Bootstrap {

    /** Twice the thousand that TTT-NN's error bars use; costs milliseconds. */
    static final int RESAMPLES = 2000;

    private Bootstrap() {}

    /**
     * Intervals per neighbour count.
     *
     * @param bitsPerByte of bits after n neighbours over bytes, shape (C,)
     * @param percentOfBase of bits after n neighbours over bits before, times 100, shape (C,)
     */
    record Intervals(List<Optional<Interval>> bitsPerByte, List<Optional<Interval>> percentOfBase) {}

    /**
     * Draws {@link #RESAMPLES} times as many groups as there are. A single group has no spread to draw from: its
     * intervals are empty, as are those of ratios that are not finite.
     *
     * @param results documents that were scored, all at the same C counts
     * @param columns C
     * @param seed of the drawing
     */
    static Intervals of(List<DocumentResult.Scored> results, int columns, long seed) {
        double[][] groups = groups(results, columns); // (G, C + 1), bytes last
        double[][] bitsPerByte = new double[columns][RESAMPLES];
        double[][] percent = new double[columns][RESAMPLES];
        SplittableRandom random = new SplittableRandom(seed);
        for (int resample = 0; resample < RESAMPLES && groups.length > 1; resample++) {
            double[] sum = new double[columns + 1];
            for (int draw = 0; draw < groups.length; draw++) {
                double[] group = groups[random.nextInt(groups.length)];
                for (int i = 0; i <= columns; i++) {
                    sum[i] += group[i];
                }
            }
            for (int i = 0; i < columns; i++) {
                bitsPerByte[i][resample] = sum[i] / sum[columns];
                percent[i][resample] = 100 * sum[i] / sum[0];
            }
        }
        return new Intervals(intervals(bitsPerByte, groups.length), intervals(percent, groups.length));
    }

    private static double[][] groups(List<DocumentResult.Scored> results, int columns) {
        List<DocumentResult.Scored> ordered = new ArrayList<>(results);
        ordered.sort(Comparator.comparingLong(DocumentResult.Scored::id));
        Map<String, double[]> groups = new LinkedHashMap<>();
        for (DocumentResult.Scored result : ordered) {
            String name = SourceGroup.of(result.domain(), result.source(), result.id());
            double[] sums = groups.computeIfAbsent(name, absent -> new double[columns + 1]);
            for (int i = 0; i < columns; i++) {
                Score score = result.scores().get(i);
                sums[i] += score.bits();
            }
            sums[columns] += result.scores().get(0).bytes();
        }
        return groups.values().toArray(new double[0][]);
    }

    private static List<Optional<Interval>> intervals(double[][] samples, int groups) {
        List<Optional<Interval>> intervals = new ArrayList<>();
        for (double[] sample : samples) {
            boolean finite = groups > 1 && Arrays.stream(sample).allMatch(Double::isFinite);
            intervals.add(
                    finite
                            ? Optional.of(new Interval(quantile(sample, 0.05), quantile(sample, 0.95)))
                            : Optional.empty());
        }
        return List.copyOf(intervals);
    }

    /** Linear between order statistics (type 7 of Hyndman and Fan). */
    static double quantile(double[] sample, double q) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double position = q * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
