package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyComparison;
import org.ttt4j.study.StudyLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ttt study compare}: the results of one study against those of another. Confined to one thread. */
@Command(
        name = "compare",
        description = {
            "Compare two results directories: arms of the same name on the documents that both have scored, with intervals,"
                    + " and the settings that differ.",
            "A difference is the second minus the first: below 0 the second is better."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt study compare results-before results-after", "  ttt study compare mine theirs --json"})
final class StudyCompareCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "FIRST", description = "Results of `ttt study run`.")
    private Path first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "Results of another run.")
    private Path second;

    StudyCompareCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        StudyComparison comparison =
                StudyComparison.of(Study.read(first), StudyLog.read(first), Study.read(second), StudyLog.read(second));
        invocation.print(Json.MAPPER.readTree(comparison.toJson()), () -> StudyComparisonTable.render(comparison));
        return Main.OK;
    }
}
