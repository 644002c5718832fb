package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.ttt4j.store.Durable;
import org.ttt4j.store.NamedOutput;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyReport;
import org.ttt4j.study.StudyTiming;

/** The folder that the report of a study is written to; it replaces an earlier report as a whole. Confined to one thread. */
final class StudyReportDirectory {

    private StudyReportDirectory() {}

    /**
     * Sums up a results directory, of a study that may still run, and writes its report.
     *
     * @param results directory of {@code ttt study run}
     * @param target folder of the report
     * @throws CommandException if something else is at the target
     */
    static StudyReport write(Path results, Path target) throws IOException {
        if (Files.exists(target) && !isReport(target)) {
            throw CommandException.failed(
                    target + ": exists and is not an earlier report, wanted another --out or a new name");
        }
        Study study = Study.read(results);
        StudyReport report =
                StudyReport.of(study, StudyLog.read(results), StudyExample.read(results), StudyTiming.read(results));
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
