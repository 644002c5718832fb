package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ttt4j.store.Durable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt bench index}: needs no corpus and no model. Confined to one thread. */
@Command(
        name = "index",
        description = {
            "Build, open and search indexes on made-up vectors in clusters, and say how many of the nearest they find.",
            "Every combination of the lists is measured after one round of warm-up. How fast this machine reads memory is"
                    + " measured in the same run, to compare scans with. Numbers from a busy machine say little; CPU MS, the"
                    + " processor time of all threads, says most."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt bench index",
            "  ttt bench index --n 50000 --dim 1024 --k 50,200 --batch 1,64 --threads 1,2 --json",
            "  ttt bench index --factory \"IVF1024,Flat\" --set ttt.index.faiss.nprobe=64",
            "  ttt bench index --n 1000000 --factory \"exact:float16;IVF4096,SQ8\" --work /var/tmp"
        })
final class BenchIndexCommand implements Runnable {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--n",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Vectors (default: ${DEFAULT-VALUE}).")
    private long count;

    @Option(
            names = "--dim",
            paramLabel = "D",
            defaultValue = "384",
            description = "Components per vector (default: ${DEFAULT-VALUE}).")
    private int dimension;

    @Option(
            names = "--factory",
            paramLabel = "INDEX",
            split = ";",
            defaultValue = "Flat;HNSW32;IVF1024,Flat;IVF1024,PQ48np;exact;exact:float16;exact:int8",
            description =
                    "Factory texts of FAISS, and exact, exact:float16, exact:int8; separated by semicolons, which have to be"
                            + " quoted, or repeated (default: ${DEFAULT-VALUE}).")
    private List<String> factories;

    @Option(
            names = "--k",
            paramLabel = "K",
            split = ",",
            defaultValue = "50",
            description = "Neighbours per query (default: ${DEFAULT-VALUE}).")
    private List<Integer> neighbors;

    @Option(
            names = "--batch",
            paramLabel = "B",
            split = ",",
            defaultValue = "1,64",
            description = "Queries of one call (default: ${DEFAULT-VALUE}).")
    private List<Integer> batches;

    @Option(
            names = "--threads",
            paramLabel = "T",
            split = ",",
            defaultValue = "1",
            description = "Threads of one call; an index is built with the most of them (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--queries",
            paramLabel = "Q",
            defaultValue = "128",
            description = "How many different queries (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "How often to measure each call (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--spread",
            paramLabel = "S",
            defaultValue = "0.6",
            description =
                    "Length of the noise around the centre of a cluster, which has length 1 (default: ${DEFAULT-VALUE}).")
    private double spread;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the vectors (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description =
                    "Where vectors and indexes are kept meanwhile (default: the system's directory for temporary files).")
    private Path work;

    BenchIndexCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        IndexBenchPlan plan = plan();
        Configuration configuration = invocation.configuration();
        RunManifest manifest = new RunManifest(ModelOption.arguments(spec)).seed("vectors", seed);
        double load = MachineView.load();
        List<ReadLimit> limits = ReadLimit.measure(plan.threads(), invocation.control());
        try {
            Path directory = work == null
                    ? Files.createTempDirectory("ttt-bench-")
                    : Files.createTempDirectory(work, "ttt-bench-");
            try {
                IndexBench bench = new IndexBench(
                        plan, invocation::configuration, configuration.app().metric(), directory, invocation.control());
                bench.run(limits);
                Result result = new Result(
                        plan.count() + " vectors of dimension " + plan.dimension() + " in clusters, spread "
                                + plan.spread() + ", seed " + plan.seed() + "; " + plan.queries() + " other queries, "
                                + plan.rounds() + " rounds",
                        bench.builds(),
                        bench.rows(),
                        limits,
                        MachineView.of(load, List.of()),
                        manifest.json());
                invocation.print(result, () -> IndexBenchTable.render(result));
            } finally {
                Durable.delete(directory);
            }
        } catch (IOException e) {
            throw Failures.unchecked(e);
        }
    }

    private IndexBenchPlan plan() {
        try {
            return new IndexBenchPlan(
                    count,
                    dimension,
                    factories.stream().map(BenchedIndex::parse).toList(),
                    neighbors,
                    batches,
                    threads,
                    queries,
                    rounds,
                    spread,
                    seed);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }

    /** The answer as JSON has it. */
    record Result(
            String vectors,
            List<IndexBenchBuild> builds,
            List<IndexBenchRow> results,
            List<ReadLimit> readLimits,
            MachineView machine,
            ObjectNode manifest) {}
}
