package org.ttt4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** What selectors promised against what training on their picks brought, a mark per document. Thread-safe. */
final class PredictionPlot {

    private static final int FEWEST = 3;

    private PredictionPlot() {}

    /** Empty if no arm has a selector that tells what it expects. */
    static Optional<Plot> of(ReportData data) {
        List<ReportData.Shown> arms = data.arms().stream()
                .filter(arm -> data.summary().gains(arm.name(), data.last()).size() >= FEWEST)
                .toList();
        return arms.isEmpty()
                ? Optional.empty()
                : Optional.of(new Plot(
                        "prediction",
                        "Predicted against realised gain",
                        "Each mark is a document with "
                                + ReportData.neighbors(data.counts().get(data.last()))
                                + ". Predicted is the fall of the selector's uncertainty, realised the bits saved."
                                + correlations(data, arms),
                        size -> draw(data, arms, size)));
    }

    private static String correlations(ReportData data, List<ReportData.Shown> arms) {
        List<String> parts = new ArrayList<>();
        for (ReportData.Shown arm : arms) {
            double correlation = arm.summary().rankCorrelation().get(data.last());
            if (Double.isFinite(correlation)) {
                parts.add(String.format(Locale.ROOT, "%s %.2f", arm.name(), correlation));
            }
        }
        return parts.isEmpty() ? "" : " Rank correlation (Spearman): " + String.join(", ", parts) + ".";
    }

    private static XYChart draw(ReportData data, List<ReportData.Shown> arms, Plot.Size size) {
        XYChart chart = PlotStyle.lines(size, arms.size(), "predicted, percent", "realised, percent");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(5);
        for (ReportData.Shown arm : arms) {
            List<StudyGain> gains = data.summary().gains(arm.name(), data.last());
            double[] predicted =
                    gains.stream().mapToDouble(gain -> 100 * gain.predicted()).toArray();
            double[] realised =
                    gains.stream().mapToDouble(gain -> 100 * gain.realised()).toArray();
            PlotStyle.points(chart.addSeries(arm.name(), predicted, realised), arm.number());
        }
        return chart;
    }
}
