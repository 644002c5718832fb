package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ttt4j.study.PairedDifference;
import org.ttt4j.study.StudyComparison;

/** Two studies against each other, for a terminal. Thread-safe. */
final class StudyComparisonTable {

    private StudyComparisonTable() {}

    /** A row per arm and count, then the settings that differ. */
    static String render(StudyComparison comparison) {
        TextTable table = new TextTable("lr")
                .row("arm", "neighbours", "docs", "first", "second", "difference", "90% interval", "second better on")
                .rule();
        comparison.rows().forEach(row -> table.row(row(row)));
        List<String> lines = new ArrayList<>();
        lines.add("bits per byte; the difference is the second minus the first, * where its interval leaves out 0 and"
                + " there are at least " + PairedDifference.FEWEST_GROUPS + " sources:");
        lines.add("");
        lines.add(table.render());
        if (!comparison.otherDocuments().isEmpty()) {
            lines.add("");
            lines.add(comparison.otherDocuments().size()
                    + " documents are not the same in both studies and are left out");
        }
        if (!comparison.onlyFirst().isEmpty()) {
            lines.add("only in the first: " + String.join(", ", comparison.onlyFirst()));
        }
        if (!comparison.onlySecond().isEmpty()) {
            lines.add("only in the second: " + String.join(", ", comparison.onlySecond()));
        }
        lines.add("");
        lines.add(comparison.settings().isEmpty() ? "no setting differs" : settings(comparison));
        return String.join("\n", lines);
    }

    private static List<String> row(StudyComparison.Row row) {
        PairedDifference difference = row.difference();
        return List.of(
                row.arm(),
                String.valueOf(row.neighbors()),
                String.valueOf(difference.documents()),
                SummaryTable.bits(row.first()),
                SummaryTable.bits(row.second()),
                signed(difference.difference()) + (difference.significant() ? "*" : ""),
                difference
                        .interval()
                        .map(range -> signed(range.low()) + " to " + signed(range.high()))
                        .orElse("-"),
                Double.isFinite(difference.better()) ? SummaryTable.percent(100 * difference.better()) + "%" : "-");
    }

    private static String signed(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.4f", value) : "-";
    }

    private static String settings(StudyComparison comparison) {
        TextTable table =
                new TextTable("l").row("what differs", "first", "second").rule();
        comparison
                .settings()
                .forEach(setting -> table.row(setting.name(), shown(setting.first()), shown(setting.second())));
        return table.render();
    }

    private static String shown(String value) {
        return value.isEmpty() ? "-" : value;
    }
}
