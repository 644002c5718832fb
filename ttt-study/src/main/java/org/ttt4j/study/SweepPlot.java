package org.ttt4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.knowm.xchart.XYChart;

/** Percent of the base model's bits against a number that arms vary, such as SIFT's lambda. Thread-safe. */
final class SweepPlot {

    private static final int FEWEST = 3;
    private static final int LONGEST = 36; // letters of a label
    private static final double WIDE = 10; // from here on, values are an order of magnitude apart

    private SweepPlot() {}

    /** One plot for each setting that at least three arms vary and nothing else. */
    static List<Plot> of(ReportData data) {
        TreeSet<String> keys = new TreeSet<>();
        data.arms().forEach(arm -> keys.addAll(arm.summary().arm().settings().keySet()));
        List<Plot> plots = new ArrayList<>();
        for (String key : keys) {
            List<Sweep> sweeps = sweeps(data, key);
            if (!sweeps.isEmpty()) {
                String name = key.substring(key.lastIndexOf('.') + 1);
                plots.add(new Plot(
                        "sweep-" + key.replaceAll("[^A-Za-z0-9]+", "-"),
                        "What " + name + " does",
                        "Bits of all documents in percent of the model as it is against " + key
                                + ", everything else being equal: lower is better.",
                        size -> draw(data, name, sweeps, size)));
            }
        }
        return plots;
    }

    /** Arms that differ in one setting only, by its value. */
    private record Sweep(
            StudyMethod method, SortedMap<String, String> others, SortedMap<Double, ReportData.Shown> arms) {}

    private static List<Sweep> sweeps(ReportData data, String key) {
        Map<String, Sweep> sweeps = new LinkedHashMap<>();
        for (ReportData.Shown arm : data.arms()) {
            SortedMap<String, String> others = new TreeMap<>(arm.summary().arm().settings());
            OptionalDouble value = number(others.remove(key));
            if (value.isPresent()) {
                sweeps.computeIfAbsent(
                                arm.method().id() + others, same -> new Sweep(arm.method(), others, new TreeMap<>()))
                        .arms()
                        .put(value.getAsDouble(), arm);
            }
        }
        return sweeps.values().stream()
                .filter(sweep -> sweep.arms().size() >= FEWEST)
                .toList();
    }

    /** Names in the legend of the plot of a setting, in order. */
    static List<String> labels(ReportData data, String key) {
        return labels(sweeps(data, key));
    }

    /** What tells each sweep from the others, such as {@code factory=Flat}: all it has would leave the chart no room. */
    private static List<String> labels(List<Sweep> sweeps) {
        TreeSet<String> keys = new TreeSet<>();
        sweeps.forEach(sweep -> keys.addAll(sweep.others().keySet()));
        keys.removeIf(key ->
                sweeps.stream().map(sweep -> sweep.others().get(key)).distinct().count() < 2);
        boolean methods = sweeps.stream().map(Sweep::method).distinct().count() > 1;
        List<String> labels = new ArrayList<>();
        for (Sweep sweep : sweeps) {
            List<String> words = new ArrayList<>();
            if (methods) {
                words.add(sweep.method().id());
            }
            for (String key : keys) {
                String value = sweep.others().get(key);
                if (value != null) {
                    words.add(key.substring(key.lastIndexOf('.') + 1) + "=" + value);
                }
            }
            labels.add(shortened(String.join(", ", words)));
        }
        for (int i = 0; i < labels.size(); i++) { // a legend has one line for each
            if (labels.indexOf(labels.get(i)) < i) {
                labels.set(i, labels.get(i) + " (" + (i + 1) + ")");
            }
        }
        return labels;
    }

    private static String shortened(String label) {
        return label.length() <= LONGEST ? label : label.substring(0, LONGEST - 1) + "…";
    }

    private static OptionalDouble number(String text) {
        try {
            double value = text == null ? Double.NaN : Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalDouble.empty();
        }
    }

    /** A single sweep shows how it depends on the count, several are compared at the largest. */
    private static XYChart draw(ReportData data, String name, List<Sweep> sweeps, Plot.Size size) {
        int lines = sweeps.size() == 1 ? data.last() : sweeps.size();
        XYChart chart = PlotStyle.lines(size, lines, name, "percent of base");
        double low = sweeps.stream()
                .mapToDouble(sweep -> sweep.arms().firstKey())
                .min()
                .orElseThrow();
        double high = sweeps.stream()
                .mapToDouble(sweep -> sweep.arms().lastKey())
                .max()
                .orElseThrow();
        if (low > 0 && high / low >= WIDE) {
            PlotStyle.logarithmic(chart, low, high);
        }
        if (sweeps.size() == 1) {
            for (int column = 1; column <= data.last(); column++) {
                add(chart, ReportData.neighbors(data.counts().get(column)), sweeps.get(0), column, column - 1);
            }
        } else {
            List<String> labels = labels(sweeps);
            for (int i = 0; i < sweeps.size(); i++) {
                add(chart, labels.get(i), sweeps.get(i), data.last(), i);
            }
        }
        return chart;
    }

    private static void add(XYChart chart, String name, Sweep sweep, int column, int number) {
        List<Double> values = new ArrayList<>(sweep.arms().keySet());
        List<Double> percent = sweep.arms().values().stream()
                .map(arm -> arm.total(column).percentOfBase())
                .toList();
        PlotStyle.line(chart.addSeries(name, values, percent), number);
    }
}
