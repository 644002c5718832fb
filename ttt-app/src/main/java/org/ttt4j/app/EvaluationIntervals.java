package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ttt4j.study.Bootstrap;
import org.ttt4j.study.Interval;
import org.ttt4j.study.SourceGroup;

/**
 * Intervals of an evaluation's ratios, by drawing whole source groups ({@link Bootstrap}). The answer depends neither on the
 * order of the documents nor on threads. Thread-safe.
 *
 * @param bitsPerByte of bits after n neighbours over bytes, shape (C,)
 * @param percentOfBase of bits after n neighbours over bits before, times 100, shape (C,)
 */
record EvaluationIntervals(List<Optional<Interval>> bitsPerByte, List<Optional<Interval>> percentOfBase) {

    EvaluationIntervals {
        bitsPerByte = List.copyOf(bitsPerByte);
        percentOfBase = List.copyOf(percentOfBase);
    }

    /**
     * Draws. A single group has no spread to draw from: its intervals are empty, as are those of ratios that are not
     * finite.
     *
     * @param results documents that were scored, all at the same C counts
     * @param columns C
     * @param seed of the drawing
     */
    static EvaluationIntervals of(List<DocumentResult.Scored> results, int columns, long seed) {
        double[][] groups = groups(results, columns); // (G, C + 1), bytes last
        double[][] sums = Bootstrap.sums(groups, seed); // (R, C + 1)
        List<Optional<Interval>> bitsPerByte = new ArrayList<>();
        List<Optional<Interval>> percent = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            int column = i;
            boolean spread = groups.length > 1;
            bitsPerByte.add(
                    spread
                            ? Bootstrap.interval(Stream.of(sums)
                                    .mapToDouble(sum -> sum[column] / sum[columns])
                                    .toArray())
                            : Optional.empty());
            percent.add(
                    spread
                            ? Bootstrap.interval(Stream.of(sums)
                                    .mapToDouble(sum -> 100 * sum[column] / sum[0])
                                    .toArray())
                            : Optional.empty());
        }
        return new EvaluationIntervals(bitsPerByte, percent);
    }

    private static double[][] groups(List<DocumentResult.Scored> results, int columns) {
        List<DocumentResult.Scored> ordered = new ArrayList<>(results);
        ordered.sort(Comparator.comparingLong(DocumentResult.Scored::id));
        Map<String, double[]> groups = new LinkedHashMap<>();
        for (DocumentResult.Scored result : ordered) {
            String name = SourceGroup.of(result.domain(), result.source(), result.id());
            double[] sums = groups.computeIfAbsent(name, absent -> new double[columns + 1]);
            for (int i = 0; i < columns; i++) {
                sums[i] += result.scores().get(i).bits();
            }
            sums[columns] += result.scores().get(0).bytes();
        }
        return groups.values().toArray(new double[0][]);
    }
}
