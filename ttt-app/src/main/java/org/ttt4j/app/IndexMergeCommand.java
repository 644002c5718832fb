package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.IndexMerge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index merge}. Confined to one thread. */
@Command(
        name = "merge",
        description = {
            "Make one index of several that the same embedder made for the same metric. Nothing is embedded anew.",
            "Deleted documents are left out; the backends are those of the first index.",
            "It is written beside its place, as DIR.building; the same command goes on where a killed one was."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt index merge index-a index-b --out index", "  ttt index merge a b c --out all --json"})
final class IndexMergeCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", arity = "2..*", description = "What `ttt index build` made, at least two.")
    private List<Path> sources;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Directory to create.")
    private Path out;

    IndexMergeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        if (sources.stream()
                .flatMap(source -> IndexManifest.read(source).backends().values().stream())
                .anyMatch(backend -> !backend.tuned().isEmpty())) {
            invocation.note(
                    "ttt: the parameters that `ttt index tune` found are not taken along, as they were measured for"
                            + " a smaller index: tune " + out + " again");
        }
        Configuration configuration = invocation.configuration();
        IndexManifest manifest = new IndexMerge(configuration.app().indexing(), invocation.control())
                .merge(sources, out, ConfiguredIndex.all(configuration));
        ChangeResult.of(out, manifest, manifest.count(), new TreeMap<>())
                .print(invocation, "merged " + sources.size() + " indexes");
    }
}
