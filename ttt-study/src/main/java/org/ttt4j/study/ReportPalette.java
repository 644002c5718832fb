package org.ttt4j.study;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The colours of a report. Charts are drawn once, in the light ones; in the page each colour of a drawing becomes a variable
 * of the style sheet, so that a dark page has dark charts. Series differ for eyes without red or green cones too. Thread-safe.
 */
final class ReportPalette {

    /** Of series, on white. */
    static final List<String> LIGHT_SERIES =
            List.of("#2a6fe0", "#d97512", "#4c9e75", "#702500", "#2b1d72", "#0090ad", "#0a0aff", "#4c2438");

    /** Of the same series, on {@code DARK.get("paper")}. */
    static final List<String> DARK_SERIES =
            List.of("#6cb0f5", "#f0883a", "#3fae88", "#d6f20d", "#475df5", "#cfebfc", "#bcfaa8", "#4b738b");

    /** By name of the variable; no two are the same, so that a drawing can be read back. */
    static final Map<String, String> LIGHT = palette("#ffffff", "#1c2024", "#56606a", "#dfe3e8", LIGHT_SERIES);

    /** The same names. */
    static final Map<String, String> DARK = palette("#14171a", "#e6e9ec", "#a3adb8", "#30363c", DARK_SERIES);

    private static final Pattern DRAWN = Pattern.compile("rgb\\((\\d+),\\s*(\\d+),\\s*(\\d+)\\)");
    private static final Map<String, String> VARIABLES = variables();

    private ReportPalette() {}

    private static Map<String, String> palette(
            String paper, String ink, String quiet, String line, List<String> series) {
        Map<String, String> colors = new LinkedHashMap<>();
        colors.put("paper", paper);
        colors.put("ink", ink);
        colors.put("quiet", quiet);
        colors.put("line", line);
        for (int i = 0; i < series.size(); i++) {
            colors.put("series" + i, series.get(i));
        }
        return colors;
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        LIGHT.forEach((name, color) -> variables.put(color, "var(--" + name + ")"));
        return variables;
    }

    /** A light colour by name, for drawing. */
    static Color color(String name) {
        return Color.decode(LIGHT.get(name));
    }

    /** Of the series with this number; they begin anew after the last. */
    static Color series(int number) {
        return color("series" + number % LIGHT_SERIES.size());
    }

    /** Replaces the colours of a drawing by variables; leaves others as they are. */
    static String toVariables(String svg) {
        return DRAWN.matcher(svg).replaceAll(color -> {
            String found = String.format(
                    "#%02x%02x%02x",
                    Integer.parseInt(color.group(1)),
                    Integer.parseInt(color.group(2)),
                    Integer.parseInt(color.group(3)));
            return Matcher.quoteReplacement(VARIABLES.getOrDefault(found, color.group()));
        });
    }

    /** Definitions of all variables, for a style sheet. */
    static String css(Map<String, String> palette) {
        StringBuilder css = new StringBuilder();
        palette.forEach((name, color) ->
                css.append("--").append(name).append(": ").append(color).append("; "));
        return css.toString().strip();
    }
}
