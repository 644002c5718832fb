package org.ttt4j.app;

import java.util.List;
import java.util.stream.Collectors;

/** A benchmark of selectors, for people. Thread-safe. */
final class SelectBenchTable {

    private SelectBenchTable() {}

    static String render(List<SelectBenchRow> rows, MachineView machine) {
        TextTable table = new TextTable("lr")
                .row(
                        "SELECTOR",
                        "K",
                        "N",
                        "D",
                        "THREADS",
                        "BEST MS",
                        "MEDIAN",
                        "P90",
                        "QUERIES/S",
                        "SPEED-UP",
                        "GFLOP/S",
                        "OF LIMIT",
                        "KIB/QUERY");
        for (SelectBenchRow row : rows) {
            table.row(
                    row.selector(),
                    String.valueOf(row.k()),
                    String.valueOf(row.n()),
                    String.valueOf(row.dim()),
                    String.valueOf(row.threads()),
                    TextTable.decimals(3, row.msBest()),
                    TextTable.decimals(3, row.msMedian()),
                    TextTable.decimals(3, row.msP90()),
                    TextTable.decimals(0, row.queriesPerSecond()),
                    TextTable.decimals(2, row.speedUp()),
                    TextTable.decimals(1, row.columnGflops()),
                    TextTable.decimals(0, 100 * row.shareOfLimit()) + "%",
                    TextTable.decimals(0, row.bytesPerQuery() / 1024));
        }
        SelectBenchRow first = rows.get(0);
        return table.render() + "\n\nmilliseconds per query over " + first.rounds() + " x " + first.queries()
                + " queries; GFLOP/S counts the kernel columns of the query and of each different pick, nothing else\n"
                + describe(machine);
    }

    private static String describe(MachineView machine) {
        return machine.limits().stream()
                .map(limit -> "limits of " + counted(limit.threads(), "thread") + ": "
                        + TextTable.decimals(1, limit.multiplyAddGflops())
                        + " GFLOP/s of float64 multiply-adds in the cache, "
                        + TextTable.decimals(1, limit.readGbPerSecond()) + " GB/s read from "
                        + (limit.readBytes() >> 20)
                        + " MiB of memory\n")
                .collect(Collectors.joining(
                        "",
                        "",
                        machine.processor() + ", " + counted(machine.processors(), "processor")
                                + ", load average before: " + TextTable.decimals(2, machine.loadAverage())));
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
