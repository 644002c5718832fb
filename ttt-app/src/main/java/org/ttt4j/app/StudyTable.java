package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ttt4j.study.ArmSummary;
import org.ttt4j.study.Interval;
import org.ttt4j.study.PairedDifference;
import org.ttt4j.study.StudySummary;
import org.ttt4j.study.SummaryCell;

/** A study as a table for a terminal: a row per arm, a column per neighbour count. Thread-safe. */
final class StudyTable {

    private static final int LISTED = 5;

    private StudyTable() {}

    /** Bits per byte at each count, percent of base with its interval at the last, and what failed. */
    static String render(StudySummary summary) {
        int last = summary.study().neighbors().size() - 1;
        TextTable table = new TextTable("lr");
        List<String> header = new ArrayList<>(List.of("arm", "docs"));
        summary.study().neighbors().forEach(count -> header.add(count == 0 ? "base" : String.valueOf(count)));
        header.addAll(List.of("% of base", "90% interval", "weighted %", "improved", "against first"));
        table.row(header).rule();
        for (ArmSummary arm : summary.arms()) {
            table.row(row(summary, arm, last));
        }
        List<String> lines = new ArrayList<>();
        lines.add("bits per byte after n neighbours, on the "
                + summary.documents().size() + " documents that all arms have scored:");
        lines.add("");
        lines.add(table.render());
        int failures = 0;
        for (ArmSummary arm : summary.arms()) {
            failures += arm.failures().size();
        }
        if (failures > 0) {
            lines.add("");
            lines.add(failures + " lines failed and count in no sum, the first of them:");
            summary.arms().stream()
                    .flatMap(arm -> arm.failures().stream())
                    .limit(LISTED)
                    .forEach(failed ->
                            lines.add("  " + failed.arm() + ", document " + failed.document() + ": " + failed.error()));
        }
        return String.join("\n", lines);
    }

    private static List<String> row(StudySummary summary, ArmSummary arm, int last) {
        List<String> row = new ArrayList<>(List.of(arm.arm().name(), String.valueOf(arm.scored())));
        for (SummaryCell cell : arm.total().cells()) {
            row.add(SummaryTable.bits(cell.bitsPerByte()));
        }
        SummaryCell cell = arm.total().cells().get(last);
        row.add(SummaryTable.percent(cell.percentOfBase()));
        row.add(SummaryTable.interval(cell.percentInterval()));
        row.add(SummaryTable.percent(arm.weighted().percentOfBase().get(last)));
        row.add(SummaryTable.percent(100 * arm.improved().get(last)));
        row.add(against(summary, arm, last));
        return row;
    }

    /** The paired difference from the first arm, with a star where its interval leaves out 0. */
    private static String against(StudySummary summary, ArmSummary arm, int last) {
        String first = summary.arms().get(0).arm().name();
        if (arm.arm().name().equals(first)) {
            return "";
        }
        PairedDifference difference = summary.difference(arm.arm().name(), first, last);
        Optional<Interval> interval = difference.interval();
        return interval.map(range -> String.format(
                        Locale.ROOT,
                        "%+.3f [%+.3f, %+.3f]%s",
                        difference.difference(),
                        range.low(),
                        range.high(),
                        difference.significant() ? "*" : ""))
                .orElse("-");
    }
}
