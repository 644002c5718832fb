package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.store.Durable;
import org.ttt4j.study.Bootstrap;
import org.ttt4j.study.Interval;
import org.ttt4j.study.StreamFigures;
import org.ttt4j.study.StudyReport;

/** What a study came to: a table, a file of comma-separated values, and the figures of its report. Thread-safe. */
final class StreamStudyReport {

    /** What {@code ttt study report} reads. */
    static final String SUMMARY = "summary.json";

    private static final long SEED = 1216;

    private final StreamStudy study;
    private final Map<String, List<StreamStudyResult>> arms = new LinkedHashMap<>();

    /**
     * A report.
     *
     * @param results one per arm and stream, arm by arm
     */
    StreamStudyReport(StreamStudy study, List<StreamStudyResult> results) {
        this.study = study;
        results.forEach(result ->
                arms.computeIfAbsent(result.arm(), arm -> new ArrayList<>()).add(result));
    }

    private double bitsPerByte(StreamStudy.Arm arm) {
        return sum(arm, StreamStudyResult::bits) / sum(arm, StreamStudyResult::bytes);
    }

    private double flopsPerByte(StreamStudy.Arm arm) {
        return sum(arm, StreamStudyResult::flops) / sum(arm, StreamStudyResult::bytes);
    }

    private double percent(StreamStudy.Arm arm) {
        return 100 * bitsPerByte(arm) / bitsPerByte(study.arms().get(0));
    }

    private double sum(StreamStudy.Arm arm, java.util.function.ToDoubleFunction<StreamStudyResult> value) {
        return arms.get(arm.name()).stream().mapToDouble(value).sum();
    }

    /** Of the percentage, by drawing whole streams with replacement; both arms read the drawn ones. */
    private Optional<Interval> interval(StreamStudy.Arm arm) {
        List<StreamStudyResult> own = arms.get(arm.name());
        List<StreamStudyResult> first = arms.get(study.arms().get(0).name());
        if (own.size() < 2) {
            return Optional.empty();
        }
        double[][] streams = new double[own.size()][]; // (streams, 2)
        Arrays.setAll(
                streams, i -> new double[] {own.get(i).bits(), first.get(i).bits()});
        return Bootstrap.interval(Arrays.stream(Bootstrap.sums(streams, SEED))
                .mapToDouble(sums -> 100 * sums[0] / sums[1])
                .toArray());
    }

    /** Writes {@code study.csv}, {@code summary.json} and the report that is made of it, each whole or not at all. */
    static StudyReport write(Path directory, String csv, ObjectNode summary) throws IOException {
        Durable.write(directory.resolve("study.csv"), csv);
        Durable.write(directory.resolve(SUMMARY), Json.pretty(summary) + "\n");
        return StudyReportDirectory.write(
                StudyReport.of(StreamFigures.of(summary)), directory.resolve(StudyReport.DIRECTORY));
    }

    /** One line per arm and stream. */
    String csv() {
        StringBuilder csv =
                new StringBuilder("arm,series,x,stream,bytes,bits,bits_per_byte,updates,resets,flops,seconds\n");
        for (StreamStudy.Arm arm : study.arms()) {
            for (StreamStudyResult one : arms.get(arm.name())) {
                csv.append(quoted(arm.name()))
                        .append(',')
                        .append(quoted(arm.series()))
                        .append(',')
                        .append(Double.isNaN(arm.x()) ? "" : arm.x())
                        .append(',')
                        .append(quoted(one.stream()))
                        .append(String.format(
                                Locale.ROOT,
                                ",%d,%s,%s,%d,%d,%s,%.3f%n",
                                one.bytes(),
                                one.bits(),
                                one.bits() / one.bytes(),
                                one.updates(),
                                one.resets(),
                                one.flops(),
                                one.seconds()));
            }
        }
        return csv.toString();
    }

    private static String quoted(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Where an arm is on the axis; empty for a level. */
    private List<StreamFigures.Point> points(StreamStudy.Arm arm) {
        return switch (study.axis().of()) {
            case ARM -> Double.isNaN(arm.x()) ? List.of() : List.of(new StreamFigures.Point(arm.x(), bitsPerByte(arm)));
            case FLOPS -> List.of(new StreamFigures.Point(flopsPerByte(arm), bitsPerByte(arm)));
            case TOKENS -> curve(arm);
        };
    }

    private List<StreamFigures.Point> curve(StreamStudy.Arm arm) {
        List<StreamFigures.Point> points = new ArrayList<>();
        int longest = arms.get(arm.name()).stream()
                .mapToInt(one -> one.curve().size())
                .max()
                .orElse(0);
        for (int bucket = 0; bucket < longest; bucket++) {
            double bits = 0;
            long bytes = 0;
            int streams = 0;
            for (StreamStudyResult one : arms.get(arm.name())) {
                if (bucket < one.curve().size()) {
                    bits += one.curve().get(bucket).bits();
                    bytes += one.curve().get(bucket).bytes();
                    streams++;
                }
            }
            if (2 * streams >= arms.get(arm.name()).size() && bytes > 0) { // the end of a few long ones says little
                double x = (bucket + 0.5) * StreamStudyResult.BUCKET;
                points.add(new StreamFigures.Point(x, bits / bytes));
            }
        }
        return points;
    }

    /** Field names are stable. */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("title", study.title());
        json.put("question", study.question());
        json.putObject("axis")
                .put("name", study.axis().name())
                .put("log", study.axis().log());
        ArrayNode all = json.putArray("arms");
        for (StreamStudy.Arm arm : study.arms()) {
            ObjectNode one = all.addObject();
            one.put("name", arm.name());
            one.put("series", arm.series());
            one.set("x", JsonNumber.of(arm.x()));
            one.set("bits_per_byte", JsonNumber.of(bitsPerByte(arm)));
            one.set("percent_of_first", JsonNumber.of(percent(arm)));
            interval(arm)
                    .ifPresent(
                            found -> one.putArray("interval").add(found.low()).add(found.high()));
            one.put("flops_per_byte", flopsPerByte(arm));
            one.put("seconds", sum(arm, StreamStudyResult::seconds));
            one.put("streams", arms.get(arm.name()).size());
            ArrayNode points = one.putArray("points");
            points(arm).forEach(point -> points.addArray().add(point.x()).add(point.bitsPerByte()));
        }
        return json;
    }

    /** For a terminal. */
    String text() {
        String first = study.arms().get(0).name();
        TextTable table = new TextTable("lrrrrr");
        table.row("", "bits per byte", "% of " + first, "90% interval", "MFLOP per byte", "seconds")
                .rule();
        for (StreamStudy.Arm arm : study.arms()) {
            table.row(
                    arm.name(),
                    SummaryTable.bits(bitsPerByte(arm)),
                    SummaryTable.percent(percent(arm)),
                    SummaryTable.interval(interval(arm)),
                    TextTable.decimals(1, flopsPerByte(arm) / 1e6),
                    TextTable.decimals(1, sum(arm, StreamStudyResult::seconds)));
        }
        return study.title() + "\n" + study.question() + "\n\n" + table.render();
    }
}
