package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** What each arm saves in each domain at the largest count, a row of marks per domain. Thread-safe. */
final class DomainPlot {

    private DomainPlot() {}

    /** Empty with fewer than two domains. */
    static Optional<Plot> of(ReportData data) {
        return data.domains().size() < 2
                ? Optional.empty()
                : Optional.of(new Plot(
                        "domains",
                        "Gain by domain",
                        "Bits saved with " + ReportData.neighbors(data.counts().get(data.last()))
                                + " in percent of the model as it is: further right is better, left of the dashed line is"
                                + " worse than doing nothing.",
                        size -> draw(data, size)));
    }

    private static XYChart draw(ReportData data, Plot.Size size) {
        List<String> rows = new ArrayList<>(data.domains());
        ReportData.Shown best = data.best().orElseThrow();
        rows.sort(Comparator.comparingDouble(domain -> gain(data, best, domain)));
        XYChart chart = PlotStyle.rows(size, rows, data.arms().size(), "percent of bits saved");
        XYSeries zero = chart.addSeries("zero", new double[] {0, 0}, new double[] {0, rows.size() + 1});
        zero.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        zero.setShowInLegend(false);
        PlotStyle.level(zero, ReportPalette.color("quiet"));
        for (ReportData.Shown arm : data.arms()) {
            double[] x = new double[rows.size()];
            double[] y = new double[rows.size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = gain(data, arm, rows.get(i));
                y[i] = i + 1;
            }
            PlotStyle.points(chart.addSeries(arm.name(), x, y), arm.number());
        }
        return chart;
    }

    private static double gain(ReportData data, ReportData.Shown arm, String domain) {
        SummaryLine line = arm.summary().domains().get(domain);
        return 100 - line.cells().get(data.last()).percentOfBase();
    }
}
