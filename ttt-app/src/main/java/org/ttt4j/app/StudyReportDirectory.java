package org.ttt4j.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.ttt4j.store.Durable;
import org.ttt4j.store.NamedOutput;
import org.ttt4j.study.StreamFigures;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyReport;
import org.ttt4j.study.StudyTiming;

/** The folder that the report of a study is written to; it replaces an earlier report as a whole. Confined to one thread. */
final class StudyReportDirectory {

    private StudyReportDirectory() {}

    /**
     * Sums up a results directory, of a study that may still run.
     *
     * @param results directory of {@code ttt study run}, or of {@code ttt stream study}
     * @throws CommandException if a study of streams has not come to its end
     */
    static StudyReport of(Path results) throws IOException {
        if (!Files.exists(results.resolve("study.json")) && Files.exists(results.resolve("results.jsonl"))) {
            Path summary = results.resolve(StreamStudyReport.SUMMARY);
            if (!Files.exists(summary)) {
                throw CommandException.failed(results + ": holds a study of streams that has not come to its end;"
                        + " `ttt stream study` with the same words goes on with it");
            }
            return streams(summary);
        }
        return StudyReport.of(
                Study.read(results), StudyLog.read(results), StudyExample.read(results), StudyTiming.read(results));
    }

    private static StudyReport streams(Path summary) throws IOException {
        try {
            return StudyReport.of(StreamFigures.of(Json.MAPPER.readTree(summary.toFile())));
        } catch (IllegalArgumentException | JsonProcessingException damaged) {
            throw CommandException.failed(summary + ": " + damaged.getMessage());
        }
    }

    /**
     * Writes a report.
     *
     * @param target folder of the report
     * @return the report
     * @throws CommandException if something else is at the target
     */
    static StudyReport write(StudyReport report, Path target) throws IOException {
        if (Files.exists(target) && !isReport(target)) {
            throw CommandException.failed(
                    target + ": exists and is not an earlier report, wanted another --out or a new name");
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        Durable.removeStale(target);
        Path temporary = Files.createDirectory(Durable.temporaryFor(target));
        try {
            for (Map.Entry<String, byte[]> file : report.files().entrySet()) {
                try (NamedOutput out = new NamedOutput(temporary.resolve(file.getKey()))) {
                    out.write(file.getValue());
                }
            }
            Durable.forceTree(temporary);
            Durable.delete(target);
            Durable.publish(temporary, target);
        } finally {
            Durable.delete(temporary);
        }
        return report;
    }

    private static boolean isReport(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            return entries.findAny().isEmpty()
                    || (Files.exists(target.resolve(StudyReport.PAGE)) && Files.exists(target.resolve("summary.csv")));
        }
    }
}
