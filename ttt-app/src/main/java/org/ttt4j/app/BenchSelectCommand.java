package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Selector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt bench select}: needs no index, no model and no native library. Confined to one thread. */
@Command(
        name = "select",
        description = {
            "Measure how long selectors take per query, on made-up candidates in clusters around each query.",
            "Every combination of the lists is warmed up and measured; threads share one selector, each works on a query"
                    + " of its own. What the machine reaches in plain loops is measured in the same run, to compare with."
                    + " Numbers from a busy machine say little."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt bench select",
            "  ttt bench select --k 200,1000 --n 50 --dim 384,1024 --queries 100 --threads 1,2 --json",
            "  ttt bench select --selector sift,sift-fast,nn --k 1000 --lambda 0.1",
            "  ttt bench select --k 200 --dim 1024 --set ttt.selector.sift.kernel=cosine"
        })
final class BenchSelectCommand implements Runnable {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--selector",
            paramLabel = "ID",
            split = ",",
            defaultValue = "sift",
            description = "Which selectors (default: ${DEFAULT-VALUE}).")
    private List<String> selectors;

    @Option(
            names = "--k",
            paramLabel = "K",
            split = ",",
            defaultValue = "200,1000",
            description = "How many candidates per query (default: ${DEFAULT-VALUE}).")
    private List<Integer> counts;

    @Option(
            names = "--n",
            paramLabel = "N",
            split = ",",
            defaultValue = "50",
            description = "How many picks at most; may be more than there are candidates (default: ${DEFAULT-VALUE}).")
    private List<Integer> budgets;

    @Option(
            names = "--dim",
            paramLabel = "D",
            split = ",",
            defaultValue = "384,1024",
            description = "Components per vector (default: ${DEFAULT-VALUE}).")
    private List<Integer> dimensions;

    @Option(
            names = "--threads",
            paramLabel = "T",
            split = ",",
            defaultValue = "1",
            description = "How many queries at the same time (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads;

    @Option(
            names = "--queries",
            paramLabel = "Q",
            defaultValue = "100",
            description = "How many different queries per shape (default: ${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "5",
            description = "How often to measure each query (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description =
                    "How long to select before each measurement, for the JIT compiler (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--lambda", paramLabel = "L", description = "Noise variance; short for the selectors' key lambda.")
    private String lambda;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the first query; the next has the next (default: ${DEFAULT-VALUE}).")
    private long seed;

    BenchSelectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public void run() {
        SelectBenchPlan plan = plan();
        Configuration configuration = configuration(plan.selectors());
        RunManifest manifest = new RunManifest(ModelOption.arguments(spec))
                .seed("queries", seed)
                .configuration(configuration, plan.selectors());
        plan.demandMemory(Runtime.getRuntime().maxMemory());
        try (Backends backends = new Backends(configuration)) {
            Map<String, Selector> opened = new LinkedHashMap<>();
            plan.selectors().forEach(id -> opened.put(id, backends.selector(id)));
            SelectBench bench = new SelectBench(plan, opened, invocation.control());
            double load = MachineView.load();
            List<MachineLimits.Limits> limits = bench.limits();
            List<SelectBenchRow> rows = bench.rows(limits);
            MachineView machine = MachineView.of(load, limits);
            Result result = new Result(rows, machine, manifest.json());
            invocation.print(result, () -> SelectBenchTable.render(rows, machine));
        }
    }

    private SelectBenchPlan plan() {
        try {
            return new SelectBenchPlan(selectors, counts, dimensions, budgets, threads, queries, rounds, warmUp, seed);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }

    private Configuration configuration(List<String> ids) {
        Configuration configuration = invocation.configuration();
        List<Shorthand> shorthands = new ArrayList<>();
        for (String id : ids) {
            configuration.named(Slot.SELECTOR, id, "--selector"); // before a message about its keys
            if (lambda != null) {
                shorthands.add(new Shorthand("--lambda", Slot.SELECTOR.path(id) + ".lambda", lambda));
            }
        }
        return invocation.configuration(shorthands);
    }

    /** The answer as JSON has it. */
    record Result(List<SelectBenchRow> results, MachineView machine, ObjectNode manifest) {}
}
