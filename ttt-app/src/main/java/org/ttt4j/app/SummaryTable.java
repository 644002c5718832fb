package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ttt4j.study.Interval;

/** An evaluation as a table for a terminal: a row per domain, a column per neighbour count. */
final class SummaryTable {

    private SummaryTable() {}

    /** Bits per byte after n neighbours, then percent of base and its 90% interval at the last count. */
    static String render(Summary summary) {
        boolean failures = summary.total().failures() > 0;
        TextTable table = new TextTable("lr");
        List<String> header = new ArrayList<>(List.of("domain", "docs"));
        if (failures) {
            header.add("failed");
        }
        summary.counts().values().forEach(count -> header.add(count == 0 ? "base" : String.valueOf(count)));
        header.add("% of base");
        header.add("90% interval");
        table.row(header).rule();
        summary.domains().forEach((domain, line) -> table.row(row(domain, line, failures)));
        return table.rule().row(row("all", summary.total(), failures)).render();
    }

    private static List<String> row(String name, Summary.Line line, boolean failures) {
        int last = line.sums().size() - 1;
        List<String> row = new ArrayList<>(List.of(name, String.valueOf(line.documents())));
        if (failures) {
            row.add(String.valueOf(line.failures()));
        }
        for (int column = 0; column <= last; column++) {
            row.add(bits(line.bitsPerByte(column)));
        }
        row.add(percent(line.percentOfBase(last)));
        row.add(interval(line.intervals().percentOfBase().get(last)));
        return row;
    }

    static String bits(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    static String percent(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "-";
    }

    static String interval(Optional<Interval> interval) {
        return interval.map(range -> String.format(Locale.ROOT, "%.1f-%.1f", range.low(), range.high()))
                .orElse("-");
    }
}
