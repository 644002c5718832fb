package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/** What stands below the table of an evaluation, a line each. */
final class SummaryNotes {

    private SummaryNotes() {}

    /** Picks if a selection ended early, neighbours excluded if there are, the rank correlation if there is one, and the time. */
    static List<String> of(Summary summary) {
        List<Integer> counts = summary.counts().values();
        List<String> lines = new ArrayList<>();
        boolean early = false;
        boolean correlated = false;
        for (int column = 1; column < counts.size(); column++) {
            early |= summary.meanPicks().get(column) < counts.get(column);
            correlated |= !Double.isNaN(summary.rankCorrelation().get(column));
        }
        if (early) {
            lines.add("picks per document: "
                    + perCount(
                            counts, column -> number("%.1f", summary.meanPicks().get(column))));
        }
        if (summary.excluded().neighbors() > 0) {
            lines.add(summary.excluded().note());
        }
        if (correlated) {
            lines.add("rank correlation of predicted with realised gain: "
                    + perCount(
                            counts,
                            column -> number("%.2f", summary.rankCorrelation().get(column))));
        }
        if (!summary.seconds().isEmpty()) {
            lines.add("time: " + shares(summary.seconds()));
        }
        return lines;
    }

    /** The share of each stage in the time, largest first. */
    static String shares(Map<String, Double> seconds) {
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        StringJoiner stages = new StringJoiner(", ");
        seconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(stage -> stages.add(stage.getKey() + " " + share(stage.getValue() / total)));
        return stages.toString();
    }

    private static String share(double share) {
        double percent = 100 * share;
        if (Double.isNaN(percent)) {
            return "-";
        }
        if (percent > 0 && percent < 0.05) {
            return "<0.1%";
        }
        return number(percent < 9.95 ? "%.1f%%" : "%.0f%%", percent);
    }

    private static String perCount(List<Integer> counts, IntFunction<String> value) {
        StringJoiner columns = new StringJoiner(", ");
        for (int column = 1; column < counts.size(); column++) {
            columns.add(value.apply(column) + " after " + counts.get(column));
        }
        return columns.toString();
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
