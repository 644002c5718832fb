package org.ttt4j.app;

import java.util.List;
import java.util.stream.Collectors;

/** A benchmark of indexes, for people. Thread-safe. */
final class IndexBenchTable {

    private IndexBenchTable() {}

    static String render(BenchIndexCommand.Result result) {
        return builds(result.builds()) + "\n\n" + rows(result.results()) + "\n\n" + result.vectors() + "\n"
                + result.readLimits().stream()
                        .map(limit ->
                                "limit of " + limit.threads() + (limit.threads() == 1 ? " thread: " : " threads: ")
                                        + TextTable.decimals(1, limit.gbPerSecond()) + " GB/s read from "
                                        + (limit.bytes() >> 20) + " MiB of memory\n")
                        .collect(Collectors.joining())
                + result.machine().processor() + ", " + result.machine().processors()
                + " processors, load average before: "
                + TextTable.decimals(2, result.machine().loadAverage());
    }

    private static String builds(List<IndexBenchBuild> builds) {
        TextTable table =
                new TextTable("lrrrrrl").row("INDEX", "BUILD S", "CPU S", "MIB", "PEAK MIB", "OPEN S", "DESCRIPTION");
        for (IndexBenchBuild build : builds) {
            table.row(
                    build.index(),
                    TextTable.decimals(1, build.seconds()),
                    TextTable.decimals(1, build.cpuSeconds()),
                    mebibytes(build.bytes()),
                    mebibytes(build.peakBytes()),
                    TextTable.decimals(2, build.openSeconds()),
                    build.description());
        }
        return table.render();
    }

    private static String rows(List<IndexBenchRow> rows) {
        TextTable table = new TextTable("lr")
                .row(
                        "INDEX",
                        "K",
                        "BATCH",
                        "THREADS",
                        "RECALL",
                        "BEST MS",
                        "MEDIAN",
                        "CPU MS",
                        "QUERIES/S",
                        "GB/S",
                        "OF LIMIT",
                        "PEAK MIB",
                        "OWN MIB");
        for (IndexBenchRow row : rows) {
            table.row(
                    row.index(),
                    String.valueOf(row.k()),
                    String.valueOf(row.batch()),
                    String.valueOf(row.threads()),
                    TextTable.decimals(4, row.recall()),
                    TextTable.decimals(2, row.msBest()),
                    TextTable.decimals(2, row.msMedian()),
                    TextTable.decimals(2, row.cpuMs()),
                    TextTable.decimals(0, row.queriesPerSecond()),
                    TextTable.decimals(1, row.readGbPerSecond()),
                    Double.isNaN(row.shareOfLimit()) ? "-" : TextTable.decimals(0, 100 * row.shareOfLimit()) + "%",
                    mebibytes(row.peakBytes()),
                    mebibytes(row.ownBytes()));
        }
        return table.render();
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 ? "-" : String.valueOf(bytes >> 20);
    }
}
