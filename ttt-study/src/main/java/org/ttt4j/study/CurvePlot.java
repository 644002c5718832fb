package org.ttt4j.study;

import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Percent of the base model's bits against neighbours, one line per arm. Thread-safe. */
final class CurvePlot {

    private CurvePlot() {}

    /** Empty if no arm uses neighbours or there is a single count. */
    static Optional<Plot> of(ReportData data) {
        boolean curves = data.counts().size() > 1
                && data.arms().stream().anyMatch(arm -> arm.method().usesNeighbors());
        return curves
                ? Optional.of(new Plot(
                        "curves",
                        "Bits against neighbours",
                        "Bits of all documents in percent of the model as it is: lower is better. A dashed line without"
                                + " marks is a method that uses no neighbours.",
                        size -> draw(data, size)))
                : Optional.empty();
    }

    private static XYChart draw(ReportData data, Plot.Size size) {
        XYChart chart = PlotStyle.lines(size, data.arms().size() + 1, "neighbours", "percent of base");
        List<Integer> counts = data.counts();
        double most = counts.get(data.last());
        PlotStyle.level(
                chart.addSeries("base", new double[] {0, most}, new double[] {100, 100}), ReportPalette.color("quiet"));
        for (ReportData.Shown arm : data.arms()) {
            if (arm.method().usesNeighbors()) {
                double[] percent = new double[counts.size()];
                double[] x = new double[counts.size()];
                for (int i = 0; i < x.length; i++) {
                    x[i] = counts.get(i);
                    percent[i] = arm.total(i).percentOfBase();
                }
                PlotStyle.line(chart.addSeries(arm.name(), x, percent), arm.number());
            } else {
                double level = arm.total(data.last()).percentOfBase();
                XYSeries series = chart.addSeries(arm.name(), new double[] {0, most}, new double[] {level, level});
                PlotStyle.level(series, ReportPalette.series(arm.number()));
            }
        }
        return chart;
    }
}
