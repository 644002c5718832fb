package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt eval}: measures what adaptation gains on held-out documents. Confined to one thread. */
@Command(
        name = "eval",
        description = {
            "Measure bits per byte of held-out documents after training on 0, 1, 5, ... neighbours, per domain and in"
                    + " total.",
            "Each finished document is a line of OUT/documents.jsonl; the same command goes on where a stopped or"
                    + " killed one ended, and documents that failed are not tried again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt eval --index index --data heldout.jsonl.gz --out results",
            "  ttt eval --index index --data heldout.jsonl.gz --limit 120 --neighbors 0,20,50 --out results",
            "  ttt eval --index index --data heldout.jsonl.gz --exclude-near-duplicates 0.8 --out results-clean",
            "  ttt eval --index index --data heldout.jsonl.gz --split-text --set ttt.selector.use=nn --out results-nn"
        })
final class EvalCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(names = "--index", required = true, paramLabel = "DIR", description = "Index directory.")
    private Path index;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "Documents to evaluate on: JSON lines, also .gz or .zst.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Directory for results; one of the same run is gone on with.")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory; short for --set ttt.trainer.<use>.model=DIR.")
    private String model;

    @Option(
            names = "--neighbors",
            paramLabel = "N,N,...",
            defaultValue = "0,1,5,10,20",
            description = "After how many neighbours to score (default: ${DEFAULT-VALUE}); 0 is always there.")
    private String neighbors;

    @Option(
            names = "--score-every",
            paramLabel = "N",
            description = "Score after every N neighbours as well, up to the largest of --neighbors.")
    private Integer scoreEvery;

    @Option(
            names = "--candidates",
            paramLabel = "K",
            description = "Documents to choose from, at least as many as neighbours (default: key ttt.candidates).")
    private Integer candidates;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Evaluate on N documents, drawn in equal numbers from every domain (default: all).")
    private Integer limit;

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

    EvalCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        NeighborCounts counts = counts();
        if (limit != null && limit < 1) {
            throw CommandException.usage("found --limit " + limit + ", wanted at least 1");
        }
        Configuration configuration = ModelOption.apply(invocation, model, exclude.shorthands());
        int retrieved = candidates == null ? configuration.app().candidates() : candidates;
        if (retrieved < 1 || retrieved > 1_000_000) {
            throw CommandException.usage("found --candidates " + retrieved + ", wanted a number in [1, 1000000]");
        }
        EvaluationPlan plan = new EvaluationPlan(counts, retrieved, splitText, Optional.ofNullable(limit), seed);
        List<String> selector =
                List.of(configuration.chosen(Slot.SELECTOR).provider().id());
        EvaluationData documents =
                EvaluationData.read(data, plan.limit(), seed, configuration.app(), invocation.control());
        if (documents.skippedLines() > 0) {
            invocation.note("ttt: " + data + ": " + documents.skipped());
        }
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), invocation.control())) {
            assembly.preselection(); // refused before the model is opened
            Trainer.Traits model = assembly.trainer().traits();
            EvaluationDirectory directory = EvaluationDirectory.open(
                    out,
                    plan.identity(
                            configuration,
                            selector,
                            documents,
                            assembly.directory().manifest().contentHash(),
                            model.fingerprint()));
            Summary summary = run(directory, assembly, plan, documents.documents());
            RunManifest manifest = plan.manifest(ModelOption.arguments(spec), assembly, configuration, selector);
            ObjectNode json = summary.toJson();
            json.put("skipped_lines", documents.skippedLines());
            json.set("manifest", manifest.json());
            directory.finish(json);
            invocation.print(json, () -> text(summary));
            return summary.total().documents() > 0 ? Main.OK : Main.FAILED;
        }
    }

    private NeighborCounts counts() {
        if (scoreEvery != null && scoreEvery < 1) {
            throw CommandException.usage("found --score-every " + scoreEvery + ", wanted at least 1");
        }
        try {
            NeighborCounts counts = NeighborCounts.parse(neighbors);
            return scoreEvery == null ? counts : counts.every(scoreEvery);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }

    private Summary run(
            EvaluationDirectory directory, Assembly assembly, EvaluationPlan plan, List<EvaluationDocument> documents)
            throws IOException {
        try (ResultLog log = directory.log(plan.counts())) {
            int before = log.results().size();
            if (before > 0) {
                invocation.note("ttt: " + before + " of " + documents.size() + " documents were done before");
            }
            EvaluationArm arm = new EvaluationArm("evaluate", assembly.configuration(), assembly.selector(), log);
            try {
                new Evaluation(assembly, plan, invocation.progress(), invocation.control())
                        .run("evaluate", List.of(arm), documents);
            } catch (CancellationException stopped) {
                invocation.note("ttt: " + log.results().size() + " of " + documents.size()
                        + " documents are done; the same command goes on with the others");
                throw stopped;
            }
            return Summary.of(log.results(), plan.counts(), seed);
        }
    }

    private String text(Summary summary) {
        String failed = summary.total().failures() == 0
                ? ""
                : "\n" + summary.total().failures() + " of "
                        + (summary.total().documents() + summary.total().failures())
                        + " documents failed and count in no sum; see the lines with \"error\" in "
                        + out.resolve("documents.jsonl");
        return "bits per byte after training on n neighbours" + (splitText ? ", second halves" : "") + ":\n\n"
                + SummaryTable.render(summary) + failed + "\n\n"
                + String.join("\n", SummaryNotes.of(summary)) + "\n\nresults: " + out.resolve("summary.json");
    }
}
