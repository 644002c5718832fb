package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ttt4j.store.Sha256;
import org.ttt4j.study.StudyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ttt stream study}: compares ways to read streams. Confined to one thread. */
@Command(
        name = "study",
        description = {
            "Read the same streams in the ways that a file lists, and write a table and a report with a chart.",
            "The text is that of ttt demo unless --data names other; the same command goes on where a stopped or killed"
                    + " one was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt stream study studies/stream-static-online.conf --out study",
            "  ttt stream study studies/stream-learning-rate.conf --data corpus.jsonl.gz --scale 4 --out study"
        })
final class StreamStudyCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The study, in HOCON.")
    private Path file;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory for results and report.")
    private Path out;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Documents whose domains the study names: JSON lines, also .gz or .zst.")
    private Path data;

    @Option(
            names = "--scale",
            paramLabel = "S",
            defaultValue = "1",
            description = "Multiplies how much text is read (default: ${DEFAULT-VALUE}).")
    private double scale;

    StreamStudyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!(scale > 0 && scale <= 1e6)) {
            throw CommandException.usage("found --scale " + scale + ", wanted a number above 0");
        }
        StreamStudy study = StreamStudy.read(file, scale);
        Configuration configuration = invocation.configuration();
        List<Path> files = data == null ? demo(configuration) : List.of(data);
        StreamStudyData corpus = StreamStudyData.read(files, configuration.app());
        EvaluationDirectory.claim(out, "study", identity(study, configuration, files));
        List<StreamStudyResult> results = new StreamStudyRun(study, corpus, out, invocation).run();
        StreamStudyReport report = new StreamStudyReport(study, results);
        ObjectNode json = report.json();
        json.set(
                "manifest",
                new RunManifest(ModelOption.arguments(spec))
                        .configuration(configuration, List.of())
                        .json());
        StudyReport page = StreamStudyReport.write(out, report.csv(), json);
        page.notices().forEach(notice -> invocation.note("ttt: " + notice));
        invocation.print(
                json,
                () -> report.text() + "\n\nreport: "
                        + out.resolve(StudyReport.DIRECTORY).resolve(StudyReport.PAGE));
        return Main.OK;
    }

    private List<Path> demo(Configuration configuration) throws IOException {
        DemoCache.CorpusFiles corpus = DemoCache.of(configuration, invocation);
        return List.of(corpus.indexed());
    }

    /** What decides the results; words and axis of the chart may change. */
    private static SortedMap<String, String> identity(StreamStudy study, Configuration configuration, List<Path> files)
            throws IOException {
        SortedMap<String, String> identity = new TreeMap<>(RunManifest.inUse(configuration, List.of()));
        identity.keySet()
                .removeIf(key -> key.startsWith("ttt.cache")
                        || key.startsWith("ttt.demo.")
                        || key.startsWith("ttt.index.")
                        || key.startsWith("ttt.embedder."));
        identity.put(
                "streams", study.domains() + ", " + study.bytes() + " bytes, a change after " + study.changeEvery());
        identity.put("settings", study.settings().toString());
        study.arms()
                .forEach(arm ->
                        identity.put("arm " + arm.name(), "prior = " + arm.prior() + ", settings = " + arm.settings()));
        for (Path file : files) {
            identity.put("data " + file.getFileName(), Sha256.of(file));
        }
        return identity;
    }
}
