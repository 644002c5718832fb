package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * An arm on the documents of a domain, or of all. Thread-safe.
 *
 * @param documents how many
 * @param groups how many sources they come from; with fewer than two there are no intervals
 * @param cells one per count, shape (C,)
 */
public record SummaryLine(int documents, int groups, List<SummaryCell> cells) {

    /**
     * Copies the list.
     *
     * @param documents how many; 0 where an arm scored none
     * @param groups at most {@code documents}
     * @param cells copied
     */
    public SummaryLine {
        cells = List.copyOf(cells);
    }

    /**
     * Sums up documents with equal rights.
     *
     * @param documents in order of their position
     * @param columns C
     * @param seed of the bootstrap
     */
    static SummaryLine of(List<DocumentMean> documents, int columns, long seed) {
        double[][] groups = GroupSums.of(
                documents, document -> document.bitsAnd(document.bytes(), document.tokens(), document.words()));
        double[] sums = new double[columns + 3];
        for (double[] group : groups) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += group[i];
            }
        }
        double[][] resamples = Bootstrap.sums(groups, seed);
        List<SummaryCell> cells = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            int column = c;
            cells.add(new SummaryCell(
                    sums[c] / sums[columns],
                    Math.pow(2, sums[c] / sums[columns]),
                    Math.pow(2, sums[c] / sums[columns + 1]),
                    Math.pow(2, sums[c] / sums[columns + 2]),
                    100 * sums[c] / sums[0],
                    interval(groups, resamples, sample -> sample[column] / sample[columns]),
                    interval(groups, resamples, sample -> 100 * sample[column] / sample[0])));
        }
        return new SummaryLine(documents.size(), groups.length, cells);
    }

    private static Optional<Interval> interval(
            double[][] groups, double[][] resamples, ToDoubleFunction<double[]> ratio) {
        return groups.length < 2
                ? Optional.empty()
                : Bootstrap.interval(Arrays.stream(resamples).mapToDouble(ratio).toArray());
    }
}
