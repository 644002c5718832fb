package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Bits per byte of domains, weighted: the sum of each domain's own ratio times its share, as TTT-NN's {@code pile_all}.
 * Thread-safe.
 *
 * @param bitsPerByte at each count, shape (C,); NaN if there is no document
 * @param percentOfBase the same in percent of that without neighbours
 * @param intervals of bitsPerByte, drawing sources within each domain; empty if no domain has two
 * @param percentIntervals of percentOfBase
 * @param share of the weights that is in domains with two sources or more, in [0, 1]: the spread of the others is missing
 */
public record WeightedTotal(
        List<Double> bitsPerByte,
        List<Double> percentOfBase,
        List<Optional<Interval>> intervals,
        List<Optional<Interval>> percentIntervals,
        double share) {

    /**
     * Copies the lists.
     *
     * @param bitsPerByte copied
     * @param percentOfBase copied
     * @param intervals copied
     * @param percentIntervals copied
     * @param share in [0, 1]
     */
    public WeightedTotal {
        bitsPerByte = List.copyOf(bitsPerByte);
        percentOfBase = List.copyOf(percentOfBase);
        intervals = List.copyOf(intervals);
        percentIntervals = List.copyOf(percentIntervals);
    }

    /**
     * Sums up.
     *
     * @param domains documents of each, in order of their position
     * @param weights of each, at least 0
     * @param columns C
     * @param seed of the bootstrap
     */
    static WeightedTotal of(
            SortedMap<String, List<DocumentMean>> domains, Map<String, Double> weights, int columns, long seed) {
        double[] total = new double[columns];
        double[][] resampled = new double[Bootstrap.RESAMPLES][columns];
        double all = 0;
        double spread = 0;
        for (Map.Entry<String, List<DocumentMean>> domain : domains.entrySet()) {
            double weight = weights.getOrDefault(domain.getKey(), 0.0);
            if (weight == 0 || domain.getValue().isEmpty()) {
                continue;
            }
            double[][] groups = GroupSums.of(domain.getValue(), document -> document.bitsAnd(document.bytes()));
            double[] sums = new double[columns + 1];
            for (double[] group : groups) {
                for (int i = 0; i <= columns; i++) {
                    sums[i] += group[i];
                }
            }
            // A generator of its own for each domain: another domain more leaves the draws of this one as they were.
            double[][] draws =
                    Bootstrap.sums(groups, seed * 31 + domain.getKey().hashCode());
            for (int c = 0; c < columns; c++) {
                total[c] += weight * sums[c] / sums[columns];
                for (int r = 0; r < draws.length; r++) {
                    double[] draw = groups.length < 2 ? sums : draws[r];
                    resampled[r][c] += weight * draw[c] / draw[columns];
                }
            }
            all += weight;
            spread += groups.length < 2 ? 0 : weight;
        }
        return of(total, resampled, all, spread);
    }

    private static WeightedTotal of(double[] total, double[][] resampled, double all, double spread) {
        List<Double> bitsPerByte = new ArrayList<>();
        List<Double> percent = new ArrayList<>();
        List<Optional<Interval>> intervals = new ArrayList<>();
        List<Optional<Interval>> percentIntervals = new ArrayList<>();
        for (int c = 0; c < total.length; c++) {
            int column = c;
            bitsPerByte.add(total[c] / all);
            percent.add(100 * total[c] / total[0]);
            boolean drawn = spread > 0;
            intervals.add(
                    drawn
                            ? Bootstrap.interval(Arrays.stream(resampled)
                                    .mapToDouble(sample -> sample[column] / all)
                                    .toArray())
                            : Optional.empty());
            percentIntervals.add(
                    drawn
                            ? Bootstrap.interval(Arrays.stream(resampled)
                                    .mapToDouble(sample -> 100 * sample[column] / sample[0])
                                    .toArray())
                            : Optional.empty());
        }
        return new WeightedTotal(bitsPerByte, percent, intervals, percentIntervals, all == 0 ? 0 : spread / all);
    }
}
