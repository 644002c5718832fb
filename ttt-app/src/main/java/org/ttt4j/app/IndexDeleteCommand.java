package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.ttt4j.api.IdSet;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index delete}. Confined to one thread. */
@Command(
        name = "delete",
        description = {
            "Delete documents from an index by id or by source: no search finds them any more.",
            "They take their place on disk until `ttt index compact`. Whoever has the index open goes on with what it"
                    + " opened."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt index delete index --ids 3,17,20-25",
            "  ttt index delete index --source src/main/java/App.java --json"
        })
final class IndexDeleteCommand implements Runnable {

    private static final long MOST = 10_000_000;

    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path directory;

    @Option(
            names = "--ids",
            paramLabel = "ID[-ID],...",
            split = ",",
            description = "Ids, and ranges of ids with both ends; repeatable.")
    private List<String> ids = List.of();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "All documents of a source, or one piece of it (SOURCE#3); repeatable.")
    private List<String> sources = List.of();

    IndexDeleteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        if (ids.isEmpty() && sources.isEmpty()) {
            throw CommandException.usage("found nothing to delete, wanted --ids or --source");
        }
        IdSet wanted =
                IdSet.of(ids.stream().flatMapToLong(IndexDeleteCommand::range).toArray());
        long before = IndexManifest.read(directory).deleted().count();
        IndexManifest manifest = new IndexChanges(
                        invocation.configuration().app().indexing(), invocation.control())
                .delete(directory, wanted, Set.copyOf(sources));
        long deleted = manifest.deleted().count() - before;
        ChangeResult.of(directory, manifest, deleted, new TreeMap<>())
                .print(invocation, "deleted " + deleted + " documents");
    }

    /** One id, or two with a dash between. */
    private static LongStream range(String text) {
        String[] ends = text.strip().split("-", -1);
        try {
            long first = Long.parseLong(ends[0]);
            long last = ends.length == 2 ? Long.parseLong(ends[1]) : first;
            if (ends.length <= 2 && first >= 0 && last >= first && last - first < MOST) {
                return LongStream.rangeClosed(first, last);
            }
        } catch (NumberFormatException notNumbers) {
            throw CommandException.usage("found --ids " + text + ", wanted ids such as 3,17,20-25");
        }
        throw CommandException.usage(
                "found --ids " + text + ", wanted ids such as 3,17,20-25, at most " + MOST + " in a range");
    }
}
