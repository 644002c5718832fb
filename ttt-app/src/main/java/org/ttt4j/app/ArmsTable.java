package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Several selectors side by side: bits per byte and percent of base at some counts, per domain and in total. */
final class ArmsTable {

    private ArmsTable() {}

    /**
     * Renders at chosen counts, each of which all arms have.
     *
     * @param arms evaluated on the same documents
     * @param counts which neighbour counts to show
     */
    static String render(List<Arm> arms, List<Integer> counts) {
        Summary first = arms.get(0).summary();
        TextTable table = new TextTable("lr");
        List<String> header = new ArrayList<>(List.of("domain", "docs", "base"));
        for (int count : counts) {
            arms.forEach(arm -> header.add(arm.name() + " " + count + "       "));
        }
        table.row(header).rule();
        first.domains().keySet().forEach(domain -> table.row(row(domain, arms, counts, domain)));
        return table.rule().row(row("all", arms, counts, null)).render();
    }

    private static List<String> row(String name, List<Arm> arms, List<Integer> counts, String domain) {
        Summary.Line base = line(arms.get(0), domain);
        List<String> row = new ArrayList<>(
                List.of(name, String.valueOf(base.documents()), SummaryTable.bits(base.bitsPerByte(0))));
        for (int count : counts) {
            for (Arm arm : arms) {
                int column = arm.summary().counts().values().indexOf(count);
                Summary.Line line = line(arm, domain);
                row.add(String.format(
                        Locale.ROOT,
                        "%s %5s%%",
                        SummaryTable.bits(line.bitsPerByte(column)),
                        SummaryTable.percent(line.percentOfBase(column))));
            }
        }
        return row;
    }

    /** The line of a domain, or the total for null. */
    static Summary.Line line(Arm arm, String domain) {
        return domain == null ? arm.summary().total() : arm.summary().domains().get(domain);
    }
}
