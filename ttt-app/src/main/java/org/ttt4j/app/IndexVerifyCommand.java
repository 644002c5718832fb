package org.ttt4j.app;

import java.nio.file.Path;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.IndexVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index verify}. Confined to one thread. */
@Command(
        name = "verify",
        description = {
            "Look at every byte of an index: the SHA-256 of each file, each document, each vector, and whether documents"
                    + " are found by their own vectors.",
            "Needs no embedder."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt index verify index", "  ttt index verify index --sample 1000 --json"})
final class IndexVerifyCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many documents to search for (default ${DEFAULT-VALUE}).")
    private int sample;

    IndexVerifyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        if (sample < 1) {
            throw CommandException.usage("--sample " + sample + ": wanted at least 1");
        }
        IndexBackend backend = ConfiguredIndex.of(invocation.configuration(), IndexManifest.read(directory));
        IndexVerification.Report report =
                new IndexVerification(invocation.control()).verify(directory, backend, sample);
        invocation.print(
                report,
                () -> directory + ": as it was written: " + report.bytes() + " bytes, " + report.documents()
                        + " documents (" + report.deleted() + " deleted); " + report.found() + " of "
                        + report.sampled() + " found by their own vectors with " + report.backend());
    }
}
