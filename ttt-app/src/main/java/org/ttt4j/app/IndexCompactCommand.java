package org.ttt4j.app;

import java.nio.file.Path;
import java.util.TreeMap;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ttt index compact}. Confined to one thread. */
@Command(
        name = "compact",
        description = {
            "Remove deleted documents for good and join the segments that `ttt index add` made. The rest gets new ids.",
            "The old files go when the next change begins: run it twice to free their space at once.",
            "The same command goes on where a killed one was."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt index compact index", "  ttt index compact index --set ttt.index.texts=zstd --json"})
final class IndexCompactCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    IndexCompactCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        long before = IndexManifest.read(directory).count();
        Configuration configuration = invocation.configuration();
        IndexManifest manifest = new IndexChanges(configuration.app().indexing(), invocation.control())
                .compact(directory, ConfiguredIndex.all(configuration));
        long removed = before - manifest.count();
        ChangeResult.of(directory, manifest, removed, new TreeMap<>())
                .print(invocation, "removed " + removed + " deleted documents");
    }
}
