package org.ttt4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a study of streams found, as {@code ttt stream study} keeps it in {@code summary.json}. Thread-safe.
 *
 * @param title of the study
 * @param question what is shown, one sentence
 * @param axis what the chart is over
 * @param arms in order; the others are percentages of the first; at least one
 * @param manifest what it takes to make the numbers again
 */
public record StreamFigures(String title, String question, Axis axis, List<Arm> arms, JsonNode manifest) {

    /**
     * Copies the list.
     *
     * @param title not null
     * @param question not null
     * @param axis not null
     * @param arms at least one
     * @param manifest an object
     */
    public StreamFigures {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(axis, "axis");
        Objects.requireNonNull(manifest, "manifest");
        arms = List.copyOf(arms);
        if (arms.isEmpty()) {
            throw new IllegalArgumentException("found no arm, wanted at least one");
        }
    }

    /**
     * What a chart is over. Thread-safe.
     *
     * @param name below it
     * @param logarithmic whether in powers of ten
     */
    public record Axis(String name, boolean logarithmic) {}

    /**
     * A place on the chart. Thread-safe.
     *
     * @param x on the axis
     * @param bitsPerByte of all streams there
     */
    public record Point(double x, double bitsPerByte) {}

    /**
     * A way to read. Thread-safe.
     *
     * @param name unique
     * @param series arms of one line of the chart share it
     * @param bitsPerByte of all streams
     * @param percentOfFirst of the first arm's bits per byte
     * @param interval of that, by drawing streams; empty where there is one stream
     * @param flopsPerByte estimated operations of scoring and learning
     * @param seconds of scoring and learning
     * @param streams that were read
     * @param points none for an arm that is a level
     */
    public record Arm(
            String name,
            String series,
            double bitsPerByte,
            double percentOfFirst,
            Optional<Interval> interval,
            double flopsPerByte,
            double seconds,
            int streams,
            List<Point> points) {

        /**
         * Copies the list.
         *
         * @param name unique
         * @param series not null
         * @param bitsPerByte at least 0
         * @param percentOfFirst at least 0
         * @param interval not null
         * @param flopsPerByte at least 0
         * @param seconds at least 0
         * @param streams at least 1
         * @param points may be empty
         */
        public Arm {
            points = List.copyOf(points);
        }
    }

    /**
     * Reads a summary.
     *
     * @param summary the object that {@code ttt stream study --json} prints
     * @return what it says
     * @throws IllegalArgumentException if it is not such a summary
     */
    public static StreamFigures of(JsonNode summary) {
        List<Arm> arms = new ArrayList<>();
        for (JsonNode arm : summary.path("arms")) {
            JsonNode interval = arm.path("interval");
            List<Point> points = new ArrayList<>();
            arm.path("points")
                    .forEach(point -> points.add(
                            new Point(point.path(0).doubleValue(), point.path(1).doubleValue())));
            arms.add(new Arm(
                    field(arm, "name").asText(),
                    field(arm, "series").asText(),
                    field(arm, "bits_per_byte").doubleValue(),
                    field(arm, "percent_of_first").doubleValue(),
                    interval.isArray()
                            ? Optional.of(new Interval(
                                    interval.path(0).doubleValue(),
                                    interval.path(1).doubleValue()))
                            : Optional.empty(),
                    field(arm, "flops_per_byte").doubleValue(),
                    field(arm, "seconds").doubleValue(),
                    field(arm, "streams").intValue(),
                    points));
        }
        JsonNode axis = field(summary, "axis");
        return new StreamFigures(
                field(summary, "title").asText(),
                field(summary, "question").asText(),
                new Axis(field(axis, "name").asText(), field(axis, "log").booleanValue()),
                arms,
                field(summary, "manifest"));
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("found no \"" + name + "\", wanted the summary of a study of streams");
        }
        return value;
    }
}
