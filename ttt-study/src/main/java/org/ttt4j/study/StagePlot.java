package org.ttt4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;

/** Seconds per document and stage, stacked, one bar per arm. Thread-safe. */
final class StagePlot {

    private static final int LONGEST = 22;
    private static final int LETTER = 7; // pixels

    private StagePlot() {}

    /** Empty if no time was measured. */
    static Optional<Plot> of(ReportData data) {
        List<ReportData.Shown> arms = data.arms().stream()
                .filter(arm -> arm.summary().seconds().values().stream().anyMatch(seconds -> seconds > 0))
                .toList();
        return arms.isEmpty()
                ? Optional.empty()
                : Optional.of(new Plot(
                        "stages",
                        "Time per stage",
                        "Mean seconds per document and seed with all counts, on the machine of the study, retrieval as"
                                + " an arm alone would need it. A base score that an earlier arm has made costs a later"
                                + " one nothing.",
                        size -> draw(data, arms, size)));
    }

    private static CategoryChart draw(ReportData data, List<ReportData.Shown> arms, Plot.Size size) {
        TreeSet<String> stages = new TreeSet<>();
        arms.forEach(arm -> stages.addAll(arm.summary().seconds().keySet()));
        List<String> names = names(arms);
        CategoryChart chart = PlotStyle.bars(size, stages.size(), "seconds per document");
        chart.getStyler().setStacked(true);
        chart.getStyler().setAvailableSpaceFill(0.7);
        int longest = names.stream().mapToInt(String::length).max().orElseThrow();
        boolean fits = longest * LETTER * arms.size() < size.width() * 2 / 3;
        chart.getStyler().setXAxisLabelRotation(fits ? 0 : 90);
        int number = 0;
        for (String stage : stages) {
            List<Double> seconds = new ArrayList<>();
            for (ReportData.Shown arm : arms) {
                double sum = arm.summary().seconds().getOrDefault(stage, 0.0);
                seconds.add(sum / data.scored(arm).size());
            }
            CategorySeries series = chart.addSeries(stage, names, seconds);
            series.setFillColor(ReportPalette.series(number++));
        }
        return chart;
    }

    /**
     * Short enough to stand below a bar, and still one for each arm: of a name such as {@code sift lambda=0.1
     * factory=HNSW32} the values are kept, and of a longer one the end, where grids differ.
     */
    static List<String> names(List<ReportData.Shown> arms) {
        List<String> names = new ArrayList<>();
        for (ReportData.Shown arm : arms) {
            String name = arm.name();
            String values = name.length() <= LONGEST ? name : name.replaceAll("(^| )[^ =]+=", "$1");
            int end = values.length();
            String label = end <= LONGEST
                    ? values
                    : values.substring(0, LONGEST / 3) + "…" + values.substring(end - LONGEST * 2 / 3 + 1);
            names.add(names.contains(label) ? label + " " + (arm.number() + 1) : label);
        }
        return names;
    }
}
