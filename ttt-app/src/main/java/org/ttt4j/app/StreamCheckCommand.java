package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ttt stream check}: proves the order of a log. Confined to one thread. */
@Command(
        name = "check",
        description = "Prove from the log of a stream that no segment was learned before it was scored.",
        footerHeading = "%nExamples:%n",
        footer = "  ttt stream check stream")
final class StreamCheckCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "Directory that ttt stream --out made.")
    private Path directory;

    StreamCheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Path log = StreamDirectory.logFile(directory);
        long segments = SegmentLog.check(log);
        invocation.print(
                Json.MAPPER.createObjectNode().put("log", log.toString()).put("segments", segments),
                () -> log + ": each of " + segments + " segments was scored before it was learned");
        return Main.OK;
    }
}
