package org.ttt4j.app;

import java.util.List;

/** A benchmark of a model, for people. Thread-safe. */
final class TrainBenchTable {

    private TrainBenchTable() {}

    static String render(String model, List<TrainBenchRow> rows, MachineView machine) {
        TextTable table = new TextTable("lr")
                .row(
                        "TRAINED",
                        "THREADS",
                        "TOKENS",
                        "FORWARD S",
                        "GRADIENTS S",
                        "STEP S",
                        "FIRST STEP S",
                        "RESET MS",
                        "FORWARD TOKENS/S",
                        "GRADIENTS TOKENS/S",
                        "STEP TOKENS/S",
                        "GFLOP/S",
                        "OF LIMIT",
                        "PEAK MIB");
        for (TrainBenchRow row : rows) {
            table.row(
                    row.trained() == row.parameters() ? "all" : String.valueOf(row.trained()),
                    String.valueOf(row.threads()),
                    String.valueOf(row.tokens()),
                    TextTable.decimals(3, row.forwardSeconds()),
                    TextTable.decimals(3, row.forwardBackwardSeconds()),
                    TextTable.decimals(3, row.stepSeconds()),
                    TextTable.decimals(3, row.firstStepSeconds()),
                    TextTable.decimals(1, 1e3 * row.resetSeconds()),
                    TextTable.decimals(0, row.forwardTokensPerSecond()),
                    TextTable.decimals(0, row.forwardBackwardTokensPerSecond()),
                    TextTable.decimals(0, row.stepTokensPerSecond()),
                    TextTable.decimals(1, row.stepGflops()),
                    percent(row.shareOfLimit()),
                    row.peakBytes() == 0 ? "-" : String.valueOf(row.peakBytes() >> 20));
        }
        TrainBenchRow first = rows.get(0);
        return table.render() + "\n\n" + model + ", " + first.parameters() + " weights, loaded in "
                + TextTable.decimals(2, first.loadSeconds())
                + " s; GFLOP/S (6 x weights x tokens) are those of a step\nlimits, one large matrix product: "
                + limits(rows) + "\n" + machine.processor() + ", " + machine.processors()
                + " processors, load average before: " + TextTable.decimals(2, machine.loadAverage());
    }

    private static String limits(List<TrainBenchRow> rows) {
        return String.join(
                ", ",
                rows.stream()
                        .map(row -> TextTable.decimals(1, row.productGflops()) + " GFLOP/s on " + row.threads()
                                + (row.threads() == 1 ? " thread" : " threads"))
                        .distinct()
                        .toList());
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : TextTable.decimals(0, 100 * share) + "%";
    }
}
