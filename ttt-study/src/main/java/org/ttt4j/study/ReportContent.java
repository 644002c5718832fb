package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report says, before it is HTML or Markdown. What has no data is not in it. Thread-safe.
 *
 * @param title of the study
 * @param findings a summary that takes a minute to read
 * @param notices what the reader must know about the report itself
 * @param parts tables and plots in order
 * @param examples documents in full
 * @param failures lines with an error
 * @param command to run the study again; empty if not known
 * @param manifest versions, commit, machine, checksums, seeds
 * @param settings the resolved configuration
 */
record ReportContent(
        String title,
        List<String> findings,
        List<String> notices,
        List<ReportPart> parts,
        List<StudyExample> examples,
        Optional<ReportTable> failures,
        String command,
        Map<String, String> manifest,
        Map<String, String> settings) {

    /**
     * Puts it together.
     *
     * @param examples any number; the most telling are shown
     * @param drawing why no chart can be drawn here, if so
     */
    static ReportContent of(ReportData data, Collection<StudyExample> examples, Optional<String> drawing) {
        boolean any = !data.arms().isEmpty() && !data.summary().documents().isEmpty();
        List<String> notices = new ArrayList<>();
        List<ReportPart> parts = any ? parts(data) : new ArrayList<>();
        if (any && drawing.isPresent()) {
            notices.add("Charts are left out: " + drawing.get() + ".");
            parts.removeIf(Plot.class::isInstance);
        }
        return new ReportContent(
                data.study().name(),
                Findings.of(data),
                notices,
                parts,
                ExampleView.select(List.copyOf(examples)),
                ReportTables.failures(data),
                ReportManifest.command(data.study().manifest()),
                ReportManifest.run(data.study()),
                ReportManifest.settings(data.study()));
    }

    private static List<ReportPart> parts(ReportData data) {
        List<ReportPart> parts = new ArrayList<>();
        CurvePlot.of(data).ifPresent(parts::add);
        parts.add(ReportTables.domains(data));
        DomainPlot.of(data).ifPresent(parts::add);
        if (data.last() > 0) {
            parts.add(ReportTables.counts(data));
            ReportTables.differences(data).ifPresent(parts::add);
        }
        parts.addAll(SweepPlot.of(data));
        PredictionPlot.of(data).ifPresent(parts::add);
        RetentionTable.of(data).ifPresent(parts::add);
        parts.add(ReportTables.measures(data));
        parts.add(ReportTables.costs(data));
        CostPlot.operations(data).ifPresent(parts::add);
        CostPlot.seconds(data).ifPresent(parts::add);
        StagePlot.of(data).ifPresent(parts::add);
        ReportTables.seconds(data).ifPresent(parts::add);
        return parts;
    }

    /** The charts among the parts. */
    List<Plot> plots() {
        return parts.stream()
                .filter(Plot.class::isInstance)
                .map(Plot.class::cast)
                .toList();
    }
}
