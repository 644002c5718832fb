package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws percent of base per domain at one neighbour count, one bar per arm, with a line at 100%, as inline SVG. */
final class SvgBars {

    private static final int WIDTH = 720;
    private static final int LEFT = 150;
    private static final int RIGHT = 60;
    private static final int BAR = 13;
    private static final int GAP = 10;
    private static final int TOP = 22;

    private SvgBars() {}

    /** The drawing; colours come from the page's style sheet, which numbers the series from 0. */
    static String of(List<Arm> arms, int count) {
        List<String> domains = new ArrayList<>(arms.get(0).summary().domains().keySet());
        domains.add(null); // the total
        double widest = 100;
        for (Arm arm : arms) {
            for (String domain : domains) {
                double percent = percent(arm, domain, count);
                widest = Double.isFinite(percent) ? Math.max(widest, percent) : widest;
            }
        }
        double scale = (WIDTH - LEFT - RIGHT) / widest;
        int group = arms.size() * BAR + GAP;
        int height = TOP + domains.size() * group + 6;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Percent of base after %d neighbours per domain\">",
                        WIDTH,
                        height,
                        count));
        int y = TOP;
        for (String domain : domains) {
            String name = domain == null ? Summary.ALL : domain;
            add(
                    svg,
                    String.format(
                            Locale.ROOT,
                            "<text class=\"%s\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            domain == null ? "axis total" : "axis",
                            LEFT - 8,
                            y + arms.size() * BAR / 2.0 + 4,
                            Html.escape(name)));
            for (int i = 0; i < arms.size(); i++) {
                double percent = percent(arms.get(i), domain, count);
                double width = Double.isFinite(percent) ? percent * scale : 0;
                add(
                        svg,
                        String.format(
                                Locale.ROOT,
                                "<rect class=\"arm%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s: %s%%</title></rect>",
                                i,
                                LEFT,
                                y + i * BAR,
                                width,
                                BAR - 1,
                                Html.escape(arms.get(i).name()),
                                SummaryTable.percent(percent)));
                add(
                        svg,
                        String.format(
                                Locale.ROOT,
                                "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s%%</text>",
                                LEFT + width + 5,
                                y + i * BAR + BAR - 3.0,
                                SummaryTable.percent(percent)));
            }
            y += group;
        }
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<line class=\"hundred\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                        LEFT + 100 * scale,
                        LEFT + 100 * scale,
                        TOP - 4,
                        height - 4));
        add(
                svg,
                String.format(
                        Locale.ROOT,
                        "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">base = 100%%</text>",
                        LEFT + 100 * scale,
                        TOP - 9));
        return svg.append("</svg>").toString();
    }

    private static double percent(Arm arm, String domain, int count) {
        return ArmsTable.line(arm, domain)
                .percentOfBase(arm.summary().counts().values().indexOf(count));
    }

    private static void add(StringBuilder svg, String element) {
        svg.append(element).append('\n');
    }
}
