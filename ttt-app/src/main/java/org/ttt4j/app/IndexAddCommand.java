package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ttt4j.store.BadLines;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index add}. Confined to one thread. */
@Command(
        name = "add",
        description = {
            "Append the documents of a corpus to an index; their ids follow those that are there.",
            "Whoever has the index open goes on with what it opened. The same command goes on where a stopped or killed"
                    + " one was."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt index add index --corpus more.jsonl.gz",
            "  ttt index add index --corpus a.jsonl b.jsonl --json"
        })
final class IndexAddCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "JSON lines, plain, .gz or .zst; repeatable.")
    private List<Path> corpora;

    IndexAddCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        Configuration configuration = invocation.configuration();
        BadLines bad = new BadLines(configuration.app().onBadLine());
        ConfiguredIndex.demandMetric(
                configuration,
                IndexManifest.read(directory)); // refuses what is no index before anything slow is opened
        IndexManifest manifest;
        try (Backends backends = new Backends(configuration)) {
            manifest = new IndexChanges(configuration.app().indexing(), invocation.control())
                    .add(directory, corpora, backends.namedEmbedder(), ConfiguredIndex.all(configuration), bad);
        } catch (CancellationException stopped) {
            invocation.note("the same command goes on where it was");
            throw stopped;
        }
        if (bad.total() > 0) {
            invocation.note("ttt: " + bad.sentence());
        }
        long added = manifest.segments().get(manifest.segments().size() - 1).count();
        ChangeResult.of(directory, manifest, added, bad.counts()).print(invocation, "added " + added + " documents");
    }
}
