package org.ttt4j.study;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all charts of a report have in common: colours, fonts, where the legend goes. Thread-safe. */
final class PlotStyle {

    private static final int LEGEND_LINE = 21;
    private static final int ROW = 22;
    private static final float[] DASHES = {6, 4};
    private static final Color CLEAR = new Color(0, 0, 0, 0);
    private static final List<Marker> MARKERS = List.of(
            SeriesMarkers.CIRCLE,
            SeriesMarkers.DIAMOND,
            SeriesMarkers.SQUARE,
            SeriesMarkers.TRIANGLE_UP,
            SeriesMarkers.TRIANGLE_DOWN,
            SeriesMarkers.CROSS,
            SeriesMarkers.PLUS);

    private PlotStyle() {}

    static XYChart lines(Plot.Size size, int legend, String xTitle, String yTitle) {
        XYChart chart = new XYChart(size.width(), height(size, legend));
        chart.setXAxisTitle(xTitle);
        chart.setYAxisTitle(yTitle);
        apply(chart.getStyler(), size);
        return chart;
    }

    /**
     * A chart whose rows have names, the first at the bottom; a value belongs to row i if its y is i + 1.
     *
     * @param rows unique names
     * @param legend lines of the legend
     */
    static XYChart rows(Plot.Size size, List<String> rows, int legend, String xTitle) {
        int height = Math.max(height(size, legend), ROW * rows.size() + (height(size, legend) - size.height()) + 80);
        XYChart chart = new XYChart(size.width(), height);
        chart.setXAxisTitle(xTitle);
        XYStyler styler = chart.getStyler();
        apply(styler, size);
        styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(rows.size() + 1.0);
        styler.setYAxisTickMarkSpacingHint(
                ROW / 2); // less than a row: XChart then finds that a step of 1 is the finest
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setyAxisTickLabelsFormattingFunction(position -> rowName(rows, (int) Math.round(position)));
        return chart;
    }

    /** XChart wants a label at each step, also outside, and no two alike. */
    private static String rowName(List<String> rows, int row) {
        if (row >= 1 && row <= rows.size()) {
            return rows.get(row - 1);
        }
        return " ".repeat(row < 1 ? 1 - 2 * row : 2 * (row - rows.size()));
    }

    /** Powers of ten below the axis, from the one below the lowest value to the one above the highest. */
    static void logarithmic(XYChart chart, double low, double high) {
        double first = Math.pow(10, Math.floor(Math.log10(low)));
        double last = Math.pow(10, Math.ceil(Math.log10(high)));
        XYStyler styler = chart.getStyler();
        styler.setXAxisLogarithmic(true);
        styler.setXAxisLogarithmicDecadeOnly(true);
        styler.setXAxisMin(first);
        styler.setXAxisMax(Math.max(last, 10 * first));
    }

    static CategoryChart bars(Plot.Size size, int legend, String yTitle) {
        CategoryChart chart = new CategoryChart(size.width(), height(size, legend));
        chart.setYAxisTitle(yTitle);
        apply(chart.getStyler(), size);
        return chart;
    }

    /** Beside the chart where there is room, else below it, a line for each series. */
    private static int height(Plot.Size size, int legend) {
        return size == Plot.Size.NARROW
                ? size.height() + LEGEND_LINE * legend
                : Math.max(size.height(), LEGEND_LINE * (legend + 1));
    }

    private static void apply(AxesChartStyler styler, Plot.Size size) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, size == Plot.Size.NARROW ? 11 : 12);
        styler.setLocale(Locale.ROOT);
        styler.setBaseFont(font);
        styler.setLegendFont(font);
        styler.setAxisTitleFont(font);
        styler.setAxisTickLabelsFont(font);
        styler.setChartFontColor(ReportPalette.color("ink"));
        styler.setAxisTickLabelsColor(ReportPalette.color("quiet"));
        styler.setAxisTickMarksColor(ReportPalette.color("line"));
        styler.setPlotGridLinesColor(ReportPalette.color("line"));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        Color paper = size == Plot.Size.FILE ? Color.WHITE : CLEAR;
        styler.setChartBackgroundColor(paper);
        styler.setPlotBackgroundColor(paper);
        styler.setPlotBorderVisible(false);
        styler.setLegendBackgroundColor(paper);
        styler.setLegendBorderColor(CLEAR);
        styler.setLegendPadding(6);
        styler.setLegendSeriesLineLength(22);
        styler.setChartPadding(6);
        styler.setMarkerSize(7);
        styler.setLegendPosition(size == Plot.Size.NARROW ? LegendPosition.OutsideS : LegendPosition.OutsideE);
        styler.setLegendLayout(LegendLayout.Vertical);
    }

    /** A line with a marker at each point; which colour and marker tells the number. */
    static void line(XYSeries series, int number) {
        series.setLineColor(ReportPalette.series(number));
        series.setLineWidth(2);
        series.setLineStyle(
                number < ReportPalette.LIGHT_SERIES.size()
                        ? new BasicStroke(2)
                        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES, 0));
        points(series, number);
    }

    /** Markers only. */
    static void points(XYSeries series, int number) {
        series.setMarker(MARKERS.get(number % MARKERS.size()));
        series.setMarkerColor(ReportPalette.series(number));
    }

    /** A dashed line without markers: a method that has no points on this axis, or a mark to compare with. */
    static void level(XYSeries series, Color color) {
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES, 0));
        series.setLineWidth(1.6f);
        series.setMarker(SeriesMarkers.NONE);
    }
}
