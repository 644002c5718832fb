package org.ttt4j.server;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * Counters, gauges and histograms in Prometheus' text format, version 0.0.4. Names and labels are the server's own, none
 * comes from a request. Thread-safe.
 */
final class Metrics {

    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Upper bounds in seconds: from what a search takes to what a long adaptation takes. */
    private static final double[] BOUNDS = {0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300};

    private final Map<String, Family> families = new LinkedHashMap<>();

    /** Adds to a counter; the labels are as in {@code route="/health",status="200"}, or empty. */
    synchronized void add(String name, String help, String labels, double amount) {
        family(name, "counter", help).values.merge(labels, amount, Double::sum);
    }

    /** Counts one. */
    void count(String name, String help, String labels) {
        add(name, help, labels, 1);
    }

    /** What a gauge or a counter kept elsewhere says is asked whenever somebody reads. */
    synchronized void watch(String name, String type, String help, String labels, DoubleSupplier value) {
        family(name, type, help).suppliers.put(labels, value);
    }

    /** Adds an observation to a histogram. */
    synchronized void observe(String name, String help, String labels, double seconds) {
        family(name, "histogram", help)
                .histograms
                .computeIfAbsent(labels, any -> new Histogram())
                .add(seconds);
    }

    /** All of it. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
            family.values.forEach((labels, value) -> line(text, name, labels, value));
            family.suppliers.forEach((labels, value) -> line(text, name, labels, value.getAsDouble()));
            family.histograms.forEach((labels, histogram) -> histogram.write(text, name, labels));
        });
        return text.toString();
    }

    private Family family(String name, String type, String help) {
        return families.computeIfAbsent(name, any -> new Family(type, help));
    }

    private static void line(StringBuilder text, String name, String labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.isFinite(value) ? rounded(value) : Double.toString(value);
    }

    /** As people write it: 0.01, not 0.0100000000. */
    private static String rounded(double value) {
        return new BigDecimal(value)
                .round(new MathContext(9))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static final class Family {
        private final String type;
        private final String help;
        private final Map<String, Double> values = new TreeMap<>();
        private final Map<String, DoubleSupplier> suppliers = new TreeMap<>();
        private final Map<String, Histogram> histograms = new TreeMap<>();

        Family(String type, String help) {
            this.type = type;
            this.help = help;
        }
    }

    private static final class Histogram {
        private final long[] counts = new long[BOUNDS.length + 1];
        private double sum;

        void add(double seconds) {
            int bucket = 0;
            while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
                bucket++;
            }
            counts[bucket]++;
            sum += seconds;
        }

        void write(StringBuilder text, String name, String labels) {
            String before = labels.isEmpty() ? "" : labels + ",";
            long total = 0;
            List<String> bounds = new ArrayList<>();
            for (double bound : BOUNDS) {
                bounds.add(number(bound));
            }
            bounds.add("+Inf");
            for (int i = 0; i < counts.length; i++) {
                total += counts[i];
                line(text, name + "_bucket", before + "le=\"" + bounds.get(i) + "\"", (double) total);
            }
            line(text, name + "_sum", labels, sum);
            line(text, name + "_count", labels, (double) total);
        }
    }
}
