package org.ttt4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** Bits per byte against what a study of streams varies, one line per series. Thread-safe. */
final class StreamPlot {

    static final String NAME = "study";

    private StreamPlot() {}

    /** A chart; arms without points are dashed levels. */
    static Plot of(StreamFigures figures) {
        boolean levels = figures.arms().stream().anyMatch(arm -> arm.points().isEmpty());
        return new Plot(
                NAME,
                "Bits per byte by " + figures.axis().name(),
                "Lower is better." + (levels ? " A dashed line without marks has no place on the axis." : ""),
                size -> draw(figures, size));
    }

    private static XYChart draw(StreamFigures figures, Plot.Size size) {
        Map<String, List<StreamFigures.Point>> lines = new LinkedHashMap<>();
        Map<String, Double> levels = new LinkedHashMap<>();
        for (StreamFigures.Arm arm : figures.arms()) {
            if (arm.points().isEmpty()) {
                levels.put(arm.name(), arm.bitsPerByte());
            } else {
                lines.computeIfAbsent(arm.series(), series -> new ArrayList<>()).addAll(arm.points());
            }
        }
        lines.keySet().stream() // a legend has one line for each name
                .filter(levels::containsKey)
                .toList()
                .forEach(name -> levels.put(name + " (level)", levels.remove(name)));
        XYChart chart = PlotStyle.lines(
                size, lines.size() + levels.size(), figures.axis().name(), "bits per byte");
        double[] ends = lines.values().stream()
                .flatMap(List::stream)
                .mapToDouble(StreamFigures.Point::x)
                .sorted()
                .toArray();
        double first = ends.length == 0 ? 0 : ends[0];
        double last = ends.length == 0 ? 1 : ends[ends.length - 1];
        if (figures.axis().logarithmic() && first > 0) {
            PlotStyle.logarithmic(chart, first, last);
        }
        int number = 0;
        for (Map.Entry<String, Double> level : levels.entrySet()) {
            XYSeries series = chart.addSeries(
                    level.getKey(), new double[] {first, last}, new double[] {level.getValue(), level.getValue()});
            PlotStyle.level(series, ReportPalette.series(number++));
        }
        for (Map.Entry<String, List<StreamFigures.Point>> line : lines.entrySet()) {
            List<StreamFigures.Point> points = line.getValue();
            XYSeries series = chart.addSeries(
                    line.getKey(),
                    points.stream().map(StreamFigures.Point::x).toList(),
                    points.stream().map(StreamFigures.Point::bitsPerByte).toList());
            PlotStyle.line(series, number++);
        }
        return chart;
    }
}
