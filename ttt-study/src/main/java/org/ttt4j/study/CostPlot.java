package org.ttt4j.study;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;

/** Percent of the base model's bits against what that costs, one line per arm through its counts. Thread-safe. */
final class CostPlot {

    private CostPlot() {}

    /** At equal compute: an estimate that no machine enters. Empty if nothing was counted. */
    static Optional<Plot> operations(ReportData data) {
        return of(
                data,
                "cost",
                "Cost against gain",
                "GFLOP per document",
                "Estimated floating-point operations of retrieval, selection and training or reading, without scoring.",
                cost -> cost.flops() / 1e9);
    }

    /** In time on the machine of the study. Empty if nothing was measured. */
    static Optional<Plot> seconds(ReportData data) {
        return of(
                data,
                "cost-seconds",
                "Time against gain",
                "seconds per document",
                "Wall-clock time of retrieval, selection and training or reading on the machine of the study, without scoring.",
                Cost::seconds);
    }

    private static Optional<Plot> of(
            ReportData data, String name, String title, String axis, String note, ToDoubleFunction<Cost> measure) {
        List<Line> lines = new ArrayList<>();
        data.arms().forEach(arm -> lines.add(Line.of(data, arm, measure)));
        lines.removeIf(line -> line.cost().isEmpty());
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Plot(
                        name,
                        title,
                        note + " Lower and further left is better; the axis is logarithmic.",
                        size -> draw(lines, axis, size)));
    }

    private record Line(ReportData.Shown arm, List<Double> cost, List<Double> percent) {
        static Line of(ReportData data, ReportData.Shown arm, ToDoubleFunction<Cost> measure) {
            Line line = new Line(arm, new ArrayList<>(), new ArrayList<>());
            int columns = arm.method().usesNeighbors()
                    ? data.counts().size()
                    : Math.min(2, data.counts().size());
            for (int column = 1; column < columns; column++) {
                double cost = measure.applyAsDouble(arm.summary().cost().get(column));
                if (cost > 0) {
                    line.cost().add(cost);
                    line.percent().add(arm.total(column).percentOfBase());
                }
            }
            return line;
        }
    }

    private static XYChart draw(List<Line> lines, String axis, Plot.Size size) {
        XYChart chart = PlotStyle.lines(size, lines.size(), axis, "percent of base");
        DoubleSummaryStatistics costs = lines.stream()
                .flatMap(line -> line.cost().stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        PlotStyle.logarithmic(chart, costs.getMin(), costs.getMax());
        lines.forEach(line -> PlotStyle.line(
                chart.addSeries(line.arm().name(), line.cost(), line.percent()),
                line.arm().number()));
        return chart;
    }
}
