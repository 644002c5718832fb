package org.ttt4j.study;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a study found, as files for people: a self-contained page {@code index.html}, the same as {@code report.md}, its
 * numbers as CSV, its charts as SVG and PNG. Only {@code seconds.csv}, and what the page and the Markdown show of it, tells
 * times; all other tables are the same, byte for byte, for the same results in any order. Thread-safe.
 */
public final class StudyReport {

    /** Name of the directory below a results directory that reports are written to. */
    public static final String DIRECTORY = "report";

    /** Name of the page. */
    public static final String PAGE = "index.html";

    private final ReportContent content;
    private final Supplier<Map<String, String>> numbers;

    private StudyReport(ReportContent content, Supplier<Map<String, String>> numbers) {
        this.content = content;
        this.numbers = numbers;
    }

    /**
     * The report of a study of streams.
     *
     * @param figures what it found
     * @return a report whose {@link #notices} say so where this machine cannot draw
     */
    public static StudyReport of(StreamFigures figures) {
        return new StudyReport(
                StreamContent.of(figures, PlotRendering.problem()),
                () -> Map.of("summary.csv", ReportCsv.streams(figures)));
    }

    /**
     * Sums up what there is, of a finished study or of one that still runs.
     *
     * @param study what was compared
     * @param results in any order; those of arms and seeds that the study does not have are left out
     * @param examples documents in full; the most telling are shown
     * @return a report whose {@link #notices} say so where this machine cannot draw
     * @throws IllegalArgumentException if a result has other counts than the study
     */
    public static StudyReport of(Study study, Collection<StudyResult> results, List<StudyExample> examples) {
        return of(study, results, examples, List.of());
    }

    /**
     * The same with how the time of its runs was spent.
     *
     * @param study what was compared
     * @param results in any order; those of arms and seeds that the study does not have are left out
     * @param examples documents in full; the most telling are shown
     * @param timings of runs; may be empty
     * @return a report whose {@link #notices} say so where this machine cannot draw
     * @throws IllegalArgumentException if a result has other counts than the study
     */
    public static StudyReport of(
            Study study, Collection<StudyResult> results, List<StudyExample> examples, List<StudyTiming> timings) {
        return of(study, results, examples, timings, PlotRendering.problem());
    }

    /** The same on a machine where drawing has this problem, or none. */
    static StudyReport of(
            Study study,
            Collection<StudyResult> results,
            List<StudyExample> examples,
            List<StudyTiming> timings,
            Optional<String> drawing) {
        ReportData data = new ReportData(study, results, timings);
        return new StudyReport(
                ReportContent.of(data, examples, drawing),
                () -> Map.of(
                        "summary.csv", ReportCsv.summary(data),
                        "arms.csv", ReportCsv.arms(data),
                        "differences.csv", ReportCsv.differences(data),
                        "seconds.csv", ReportCsv.seconds(data)));
    }

    /** {@return what was found, one sentence each; at least one} */
    public List<String> findings() {
        return content.findings();
    }

    /** {@return what keeps the report from being whole, such as a machine without fonts; empty as a rule} */
    public List<String> notices() {
        return content.notices();
    }

    /**
     * Renders everything.
     *
     * @return content by name of file
     */
    public SortedMap<String, byte[]> files() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(PAGE, utf8(ReportPage.render(content)));
        texts().forEach((name, text) -> files.put(name, utf8(text)));
        for (Plot plot : content.plots()) {
            files.put(plot.name() + ".svg", utf8(PlotRendering.svg(plot)));
            files.put(plot.name() + ".png", PlotRendering.png(plot));
        }
        return Collections.unmodifiableSortedMap(files);
    }

    /** The files that take no drawing. */
    SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>(numbers.get());
        texts.put("report.md", ReportMarkdown.render(content));
        return texts;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
