package org.ttt4j.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexChanges;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.store.StoredVectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt index tune}. Confined to one thread. */
@Command(
        name = "tune",
        description = {
            "Find the search parameters that reach a recall with the least processor time, and keep them in the index.",
            "Documents of the index are looked for, each without itself, and compared with exact search. From then on the"
                    + " parameters are used whenever this backend opens the index; a key that is set in a file, in the"
                    + " environment or with --set is stronger, even if it is set to its default."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt index tune index",
            "  ttt index tune index --recall 0.99 -k 200 --queries 500 --json",
        })
final class IndexTuneCommand implements Runnable {

    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "DIR", description = "What `ttt index build` made.")
    private Path path;

    @Option(
            names = "--recall",
            paramLabel = "R",
            defaultValue = "0.95",
            description =
                    "Share of the true nearest neighbours to find, above 0 and at most 1 (default: ${DEFAULT-VALUE}).")
    private double recall;

    @Option(
            names = "-k",
            paramLabel = "K",
            defaultValue = "50",
            description = "Neighbours per query (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(
            names = "--queries",
            paramLabel = "Q",
            defaultValue = "200",
            description = "How many documents to look for, spread evenly (default: ${DEFAULT-VALUE}).")
    private int queries;

    IndexTuneCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        if (!(recall > 0 && recall <= 1)) {
            throw CommandException.usage("found --recall " + recall + ", wanted a number above 0 and at most 1");
        }
        if (k < 1 || queries < 1 || queries > 100_000) {
            throw CommandException.usage(
                    "found -k " + k + " --queries " + queries + ", wanted at least 1, and at most 100000 queries");
        }
        Configuration configuration = invocation.configuration();
        ConfiguredIndex.demandMetric(configuration, IndexManifest.read(path));
        try (IndexDirectory directory =
                IndexDirectory.open(path, configuration.app().verify(), invocation.control())) {
            IndexBackend backend = ConfiguredIndex.chosen(configuration);
            VectorIndex index = directory.index(backend, invocation.control());
            VectorIndex.Tunable tunable = index.capability(VectorIndex.Tunable.class)
                    .orElseThrow(() -> CommandException.failed("found an index without search parameters ("
                            + index.traits().description() + "), wanted one such as IVF or HNSW"));
            IndexTuning tuning = new IndexTuning(recall, tunable.parameters(), measure(directory, tunable));
            tuning.run();
            TuningPoint cheapest = tuning.cheapest().orElseThrow(() -> unreachable(tuning));
            new IndexChanges(configuration.app().indexing(), invocation.control())
                    .tune(path, directory.manifest().generation(), backend.id(), cheapest.values());
            Result result =
                    new Result(path.toString(), backend.id(), k, recall, queries, cheapest.values(), tuning.points());
            invocation.print(result, () -> text(result));
        }
    }

    /** Looks for sampled documents, each without itself, with one choice of parameters at a time. */
    private Function<Map<String, String>, TuningPoint> measure(IndexDirectory directory, VectorIndex.Tunable tunable) {
        StoredVectors vectors = directory.vectors();
        IdSet deleted = directory.deleted();
        long count = vectors.count();
        int wanted = (int) Math.min(queries, count);
        long[] own = LongStream.range(0, wanted)
                .map(i -> (long) ((double) i * count / wanted))
                .filter(id -> !deleted.contains(id))
                .toArray();
        if (own.length < 1 || directory.manifest().live() < 2) {
            throw CommandException.failed(path + ": found too few documents to look for, wanted at least two");
        }
        int found = (int) Math.min(k, directory.manifest().live() - 1);
        EmbeddingBatch asked = vectors.reconstruct(own);
        List<long[]> truth = new NearestByScan(
                        vectors::rows, count, directory.manifest().metric(), found)
                .of(asked, own, deleted, invocation.control());
        return values -> {
            IndexLoad load = new IndexLoad(
                    tunable.tuned(values), asked, found + 1, 1, invocation.control()); // itself is among them
            double reached = load.recall(truth);
            IndexLoad.Times times = load.measure(1, IndexBench::cpuNanos);
            return new TuningPoint(values, reached, times.median(), times.cpu());
        };
    }

    private CommandException unreachable(IndexTuning tuning) {
        TuningPoint best = tuning.points().get(tuning.points().size() - 1);
        return CommandException.failed("found a recall of " + TextTable.decimals(4, best.recall()) + " at most, with "
                + best.values() + ", wanted " + recall + ": nothing was changed");
    }

    private static String text(Result result) {
        TextTable table = new TextTable("lrrr").row("PARAMETERS", "RECALL", "MEDIAN MS", "CPU MS");
        for (TuningPoint point : result.measured()) {
            table.row(
                    point.values() + (point.values().equals(result.chosen()) ? " <-" : ""),
                    TextTable.decimals(4, point.recall()),
                    TextTable.decimals(3, point.msMedian()),
                    TextTable.decimals(3, point.cpuMs()));
        }
        return table.render() + "\n\n" + result.backend() + " opens " + result.directory() + " with " + result.chosen()
                + " from now on, unless a key is set: the cheapest that finds " + result.recall() + " of the "
                + result.k()
                + " nearest";
    }

    /** What was found, as JSON has it. */
    record Result(
            String directory,
            String backend,
            int k,
            double recall,
            int queries,
            Map<String, String> chosen,
            List<TuningPoint> measured) {}
}
