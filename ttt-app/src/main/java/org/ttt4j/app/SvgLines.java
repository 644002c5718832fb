package org.ttt4j.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Draws series of points as a picture of its own: lines through points, levels as dashed lines, names at the side. */
final class SvgLines {

    private static final int WIDTH = 780;
    private static final int HEIGHT = 380;
    private static final int LEFT = 64;
    private static final int RIGHT = 190;
    private static final int TOP = 44;
    private static final int BOTTOM = 52;
    private static final int LABEL_GAP = 15;
    private static final List<String> COLORS =
            List.of("#2563a8", "#c2570c", "#2f855a", "#8a3ffc", "#b42318", "#0e7490", "#a16207", "#5d6670");

    private final Chart chart;
    private final StringBuilder svg = new StringBuilder();
    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;
    private final double stepY;

    private SvgLines(Chart chart) {
        this.chart = chart;
        List<Point> points =
                chart.series().stream().flatMap(one -> one.points().stream()).toList();
        List<Double> xs = points.stream()
                .map(Point::x)
                .filter(x -> !Double.isNaN(x))
                .map(this::scaled)
                .toList();
        lowX = xs.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double last = xs.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        highX = last > lowX ? last : lowX + 1;
        double least = points.stream().mapToDouble(Point::y).min().orElse(0);
        double most = points.stream().mapToDouble(Point::y).max().orElse(1);
        stepY = SvgCurve.niceStep((most - least) / 4);
        lowY = Math.floor(least / stepY) * stepY;
        double top = Math.ceil(most / stepY) * stepY;
        highY = top > lowY ? top : lowY + stepY;
    }

    /**
     * A chart. Thread-safe.
     *
     * @param title above it
     * @param x name of the horizontal axis
     * @param logX whether that is logarithmic
     * @param y name of the vertical axis
     * @param series in order of their colours
     */
    record Chart(String title, String x, boolean logX, String y, List<Series> series) {
        Chart {
            series = List.copyOf(series);
        }
    }

    /**
     * Points that belong together. Thread-safe.
     *
     * @param name at the side
     * @param points in any order; a single one of which x is NaN is a level
     */
    record Series(String name, List<Point> points) {
        Series {
            points =
                    points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
        }
    }

    /**
     * A point. Thread-safe.
     *
     * @param x where; NaN for everywhere
     * @param y how high
     * @param name shown when it is pointed at
     */
    record Point(double x, double y, String name) {}

    /** The picture, a whole file. */
    static String of(Chart chart) {
        return new SvgLines(chart).draw();
    }

    private String draw() {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"12\">\n");
        add("<title>%s</title>", Html.escape(chart.title()));
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        add("<text x=\"%d\" y=\"20\" font-size=\"15\" font-weight=\"600\">%s</text>", LEFT, Html.escape(chart.title()));
        axes();
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < chart.series().size(); i++) {
            series(chart.series().get(i), COLORS.get(i % COLORS.size()), taken);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        int ticks = (int) Math.round((highY - lowY) / stepY);
        for (int i = 0; i <= ticks; i++) {
            double value = lowY + i * stepY;
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dfe3e8\"/>",
                    LEFT, WIDTH - RIGHT, y(value), y(value));
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#5d6670\">%s</text>",
                    LEFT - 8, y(value) + 4, SvgCurve.label(value, stepY));
        }
        for (double value : ticksX()) {
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#5d6670\">%s</text>",
                    x(value), HEIGHT - BOTTOM + 18, number(value));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, Html.escape(chart.x()));
        add("<text x=\"%d\" y=\"%d\" fill=\"#5d6670\">%s</text>", LEFT, TOP - 8, Html.escape(chart.y()));
    }

    /** Where the points are, as long as the labels do not touch; else at even distances. */
    private List<Double> ticksX() {
        List<Double> places = chart.series().stream()
                .flatMap(one -> one.points().stream())
                .map(Point::x)
                .filter(x -> !Double.isNaN(x))
                .sorted()
                .distinct()
                .toList();
        List<Double> ticks = new ArrayList<>();
        for (double place : places) {
            if (ticks.isEmpty() || x(place) - x(ticks.get(ticks.size() - 1)) > 46) {
                ticks.add(place);
            }
        }
        return ticks;
    }

    private void series(Series one, String color, List<Double> taken) {
        List<Point> points = one.points();
        if (points.isEmpty()) {
            return;
        }
        Point end = points.get(points.size() - 1);
        if (points.stream().allMatch(point -> Double.isNaN(point.x()))) {
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\""
                            + " stroke-dasharray=\"6 4\"/>",
                    LEFT, WIDTH - RIGHT, y(end.y()), y(end.y()), color);
        } else {
            StringBuilder line = new StringBuilder();
            for (Point point : points) {
                line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.y())));
            }
            add(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                    line.toString().strip(), color);
            for (Point point : points) {
                add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s: %.4f</title></circle>",
                        x(point.x()), y(point.y()), color, Html.escape(point.name()), point.y());
            }
        }
        double labelY = free(y(end.y()) + 4, taken);
        taken.add(labelY);
        add(
                "<text x=\"%d\" y=\"%.1f\" fill=\"%s\" font-weight=\"600\">%s %.3f</text>",
                WIDTH - RIGHT + 10, labelY, color, Html.escape(one.name()), end.y());
    }

    /** The nearest height at which no other name stands. */
    private static double free(double wanted, List<Double> taken) {
        for (int away = 0; ; away++) {
            for (int sign : new int[] {1, -1}) {
                double height = wanted + sign * away;
                if (taken.stream().allMatch(other -> Math.abs(other - height) >= LABEL_GAP)) {
                    return height;
                }
            }
        }
    }

    private double scaled(double x) {
        return chart.logX() ? Math.log(x) : x;
    }

    private double x(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (scaled(value) - lowX) / (highX - lowX);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - lowY) / (highY - lowY);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** As short as it can be said. */
    static String number(double value) {
        if (value == 0 || (Math.abs(value) >= 1e-2 && Math.abs(value) < 1e5)) {
            String text = String.format(Locale.ROOT, "%.3f", value);
            return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
        }
        return String.format(Locale.ROOT, "%.1e", value)
                .replace(".0e", "e")
                .replaceAll("e([+-])0?", "e$1")
                .replace("e+", "e");
    }
}
