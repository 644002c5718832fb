package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ttt4j.study.StudyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt study report}: shows what a study found. Confined to one thread. */
@Command(
        name = "report",
        description = {
            "Write the report of a study, finished or not: DIR/report/index.html, the same as report.md, tables as CSV and"
                    + " charts as SVG and PNG.",
            "It replaces an earlier report."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt study report results", "  ttt study report results --out paper/figures"})
final class StudyReportCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "Results of `ttt study run` or `ttt stream study`.")
    private Path results;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the report (default: report in DIR).")
    private Path out;

    StudyReportCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Path target = out == null ? results.resolve(StudyReport.DIRECTORY) : out;
        StudyReport report = StudyReportDirectory.write(StudyReportDirectory.of(results), target);
        report.notices().forEach(notice -> invocation.note("ttt: " + notice));
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("page", target.resolve(StudyReport.PAGE).toString());
        report.findings().forEach(json.putArray("findings")::add);
        report.notices().forEach(json.putArray("notices")::add);
        invocation.print(
                json, () -> String.join("\n", report.findings()) + "\n\nreport: " + target.resolve(StudyReport.PAGE));
        return Main.OK;
    }
}
