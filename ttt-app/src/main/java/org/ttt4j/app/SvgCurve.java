package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws bits per byte against neighbours trained on, one curve per arm, as inline SVG. */
final class SvgCurve {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 56;
    private static final int RIGHT = 92;
    private static final int TOP = 16;
    private static final int BOTTOM = 48;
    private static final int LABEL_GAP = 16;

    private final StringBuilder svg = new StringBuilder();
    private final double highestX;
    private final double low;
    private final double high;

    private SvgCurve(double highestX, double low, double high) {
        this.highestX = highestX;
        this.low = low;
        this.high = high;
    }

    /** The drawing; colours come from the page's style sheet, which numbers the series from 0. */
    static String of(List<Arm> arms) {
        List<Double> values = new ArrayList<>();
        double last = 0;
        for (Arm arm : arms) {
            for (int i = 0; i < arm.summary().counts().values().size(); i++) {
                values.add(arm.summary().total().bitsPerByte(i));
            }
            last = Math.max(last, arm.summary().counts().largest());
        }
        double lowest = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double highest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double step = niceStep((highest - lowest) / 4);
        double low = Math.floor(lowest / step) * step;
        double high = Math.ceil(highest / step) * step;
        SvgCurve curve = new SvgCurve(last, low, high > low ? high : low + step);
        return curve.draw(arms, step);
    }

    private String draw(List<Arm> arms, double step) {
        add(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Bits per byte against neighbours trained on\">",
                WIDTH,
                HEIGHT));
        int ticks = (int) Math.round((high - low) / step);
        for (int i = 0; i <= ticks; i++) {
            double value = low + i * step;
            add(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value)));
            add(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8,
                    y(value) + 4,
                    label(value, step)));
        }
        for (int count : arms.get(0).summary().counts().values()) {
            // Labels of 0 and 1 would touch on a long axis.
            if (count != 1 || highestX <= 20) {
                add(String.format(
                        Locale.ROOT,
                        "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>",
                        x(count),
                        HEIGHT - BOTTOM + 18,
                        count));
            }
        }
        add(String.format(
                Locale.ROOT,
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">neighbours trained on</text>",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 8));
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            curve(arms.get(i), i, taken);
        }
        return svg.append("</svg>").toString();
    }

    private void curve(Arm arm, int number, List<Double> taken) {
        List<Integer> counts = arm.summary().counts().values();
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            double value = arm.summary().total().bitsPerByte(i);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(counts.get(i)), y(value)));
            add(String.format(
                    Locale.ROOT,
                    "<circle class=\"arm%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s %d: %.3f</title></circle>",
                    number,
                    x(counts.get(i)),
                    y(value),
                    Html.escape(arm.name()),
                    counts.get(i),
                    value));
        }
        add(String.format(
                Locale.ROOT,
                "<polyline class=\"arm%d\" points=\"%s\"/>",
                number,
                points.toString().strip()));
        double end = arm.summary().total().bitsPerByte(counts.size() - 1);
        double labelY = y(end) + 4;
        for (double other : taken) {
            if (Math.abs(other - labelY) < LABEL_GAP) {
                labelY = labelY >= other ? other + LABEL_GAP : other - LABEL_GAP;
            }
        }
        taken.add(labelY);
        add(String.format(
                Locale.ROOT,
                "<text class=\"arm%d label\" x=\"%d\" y=\"%.1f\">%s %.3f</text>",
                number,
                WIDTH - RIGHT + 8,
                labelY,
                Html.escape(arm.name()),
                end));
    }

    private double x(double count) {
        return LEFT + (WIDTH - LEFT - RIGHT) * count / highestX;
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low);
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }

    /** 1, 2 or 5 times a power of ten, at least {@code wanted}. */
    static double niceStep(double wanted) {
        if (!(wanted > 1e-6)) {
            return 0.01;
        }
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= wanted * 0.999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String label(double value, double step) {
        int digits = Math.max(1, (int) Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
