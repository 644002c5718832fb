package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt select tune}: which lambda suits a corpus and a model. Confined to one thread. */
@Command(
        name = "tune",
        description = {
            "Sweep a selector's lambda on a validation set and print bits per byte against lambda, between nearest"
                    + " neighbours (nn) and the nearest one repeated (nn-f), which large lambdas come to.",
            "With --out each finished document is a line of a file there, and the same command goes on where a stopped"
                    + " or killed one ended, also with further lambdas."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt select tune --index index --data validation.jsonl.gz --limit 60",
            "  ttt select tune --index index --data validation.jsonl.gz --lambdas 0.03,0.1,0.3 --out sweep",
            "  ttt select tune --index index --data validation.jsonl.gz --selector itl --neighbors 50 --json"
        })
final class SelectTuneCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(names = "--index", required = true, paramLabel = "DIR", description = "Index directory.")
    private Path index;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Documents to evaluate on, none of which is indexed: JSON lines, also .gz or .zst.")
    private Path data;

    @Option(
            names = "--lambdas",
            paramLabel = "L,L,...",
            defaultValue = "0.001,0.01,0.1,1,10",
            description = "Noise variances to try (default: ${DEFAULT-VALUE}).")
    private String lambdas;

    @Option(
            names = "--selector",
            paramLabel = "ID",
            defaultValue = "sift",
            description = "Selector whose key lambda is swept (default: ${DEFAULT-VALUE}).")
    private String selector;

    @Option(
            names = "--neighbors",
            paramLabel = "N",
            description = "Documents to train on (default: key ttt.neighbors).")
    private Integer neighbors;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Evaluate on N documents, drawn in equal numbers from every domain (default: all).")
    private Integer limit;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory for results; one of the same sweep is gone on with (default: none are kept).")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory; short for --set ttt.trainer.<use>.model=DIR.")
    private String model;

    @Mixin
    private ExcludeOptions exclude;

    @Option(names = "--split-text", description = "Adapt to the first half of each document and score the second.")
    private boolean splitText;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1216",
            description = "Seed of the drawing and of the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    SelectTuneCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (limit != null && limit < 1) {
            throw CommandException.usage("found --limit " + limit + ", wanted at least 1");
        }
        List<Shorthand> options = new ArrayList<>(ModelOption.shorthands(invocation, model));
        options.addAll(exclude.shorthands());
        Configuration configuration = invocation.configuration(options);
        AppSettings app = configuration.app();
        int most = neighbors == null ? app.neighbors() : neighbors;
        if (most < 1 || most > 1_000_000) {
            throw CommandException.usage("found --neighbors " + most + ", wanted a number in [1, 1000000]");
        }
        EvaluationPlan plan = new EvaluationPlan(
                new NeighborCounts(List.of(0, most)), app.candidates(), splitText, Optional.ofNullable(limit), seed);
        List<TuneArm> arms = TuneArm.all(invocation, options, selector, values());
        EvaluationData documents = EvaluationData.read(data, plan.limit(), seed, app, invocation.control());
        if (documents.skippedLines() > 0) {
            invocation.note("ttt: " + data + ": " + documents.skipped());
        }
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), invocation.control())) {
            assembly.preselection(); // refused before the model is opened
            try (TuneDirectory directory = open(assembly, plan, arms, documents)) {
                List<TunePoint> points = run(directory, new TuneRun(assembly, plan, documents.documents(), invocation));
                TuneCurve curve = new TuneCurve(
                        selector,
                        points,
                        documents.documents().size()
                                - points.get(0).summary().total().documents());
                ObjectNode json = curve.json();
                json.put("skipped_lines", documents.skippedLines());
                json.set(
                        "manifest",
                        plan.manifest(ModelOption.arguments(spec), assembly, configuration, selectors())
                                .json());
                directory.finish(json);
                invocation.print(json, () -> text(curve));
                return curve.documents() > 0 ? Main.OK : Main.FAILED;
            }
        }
    }

    private List<Lambda> values() {
        try {
            return Lambda.parse(lambdas);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage("--lambdas " + lambdas + ": " + wrong.getMessage());
        }
    }

    private List<String> selectors() {
        return Stream.of(TuneArm.NEAREST, selector, TuneArm.NEAREST_REPEATED)
                .distinct()
                .toList();
    }

    private TuneDirectory open(Assembly assembly, EvaluationPlan plan, List<TuneArm> arms, EvaluationData documents)
            throws IOException {
        String fingerprint = assembly.directory().manifest().contentHash();
        String weights = assembly.trainer().traits().fingerprint();
        SortedMap<String, String> common =
                plan.identity(assembly.configuration(), selectors(), documents, fingerprint, weights);
        common.remove(Slot.SELECTOR.useKey());
        common.remove(TuneArm.key(selector)); // a sweep can be gone on with at further lambdas
        common.put("selector", selector);
        Map<TuneArm, SortedMap<String, String>> identities = new LinkedHashMap<>();
        arms.forEach(arm -> identities.put(arm, arm.identity(plan, documents, fingerprint, weights)));
        return TuneDirectory.open(Optional.ofNullable(out), common, identities, plan.counts());
    }

    private List<TunePoint> run(TuneDirectory directory, TuneRun run) throws IOException {
        int all = run.evaluations(directory);
        if (directory.done() > 0) {
            invocation.note("ttt: " + directory.done() + " of " + all + " evaluations were done before");
        }
        try {
            return run.run(directory);
        } catch (CancellationException stopped) {
            invocation.note("ttt: " + directory.done() + " of " + all + " evaluations are done; "
                    + (out == null
                            ? "with --out they would have been kept"
                            : "the same command goes on with the others"));
            throw stopped;
        }
    }

    private String text(TuneCurve curve) {
        return curve.text() + (out == null ? "" : "\n\nresults: " + out.resolve("summary.json"));
    }
}
