package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ttt4j.api.Trainer;
import org.ttt4j.store.IndexManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt demo}: shows the whole path on real text. Confined to one thread. */
@Command(
        name = "demo",
        description = {
            "Index real text, adapt a small language model to held-out documents of it, and show what that gains.",
            "The first run downloads about 35 MB of archives from Maven Central and builds an index; later runs need"
                    + " no network."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ttt demo", "  ttt demo --quick", "  ttt demo --documents 10 --out report"})
final class DemoCommand implements Callable<Integer> {

    private static final List<String> SELECTORS = List.of("nn", "sift");
    private static final int HEADLINE = 20;
    private static final long SEED = 1216;

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "At most 20 neighbours instead of 50.")
    private boolean quick;

    @Option(
            names = "--documents",
            paramLabel = "N",
            defaultValue = "1",
            description = "Documents to evaluate on per domain (default: ${DEFAULT-VALUE}).")
    private int documents;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "ttt-demo-report",
            description = "Folder for the report, replaced if it holds an earlier one (default: ${DEFAULT-VALUE}).")
    private Path out;

    DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (documents < 1) {
            throw CommandException.usage("found --documents " + documents + ", wanted at least 1");
        }
        NeighborCounts counts =
                new NeighborCounts(quick ? List.of(0, 1, 5, 10, HEADLINE) : List.of(0, 1, 5, 10, HEADLINE, 50));
        StageClock clock = new StageClock();
        Configuration configuration = invocation.configuration();
        configuration.preselection(configuration.app().metric()); // refused before there is an index to ask
        try (DemoReport report = DemoReport.open(out)) {
            Path home = Path.of(System.getProperty("user.home"));
            DemoSettings settings = DemoSettings.from(
                    configuration.settings("ttt.demo"), home, System.getenv(), System.getProperties());
            Path cache = CacheDirectory.of(configuration, System.getenv(), home);
            DemoCache kept = new DemoCache(cache, invocation);
            MavenArtifacts artifacts =
                    new MavenArtifacts(settings.maven(), settings.repository(), cache.resolve("artifacts"));
            DemoCache.CorpusFiles corpus = timed(
                    clock, "corpus", "corpus from Maven Central", () -> kept.corpus(DemoPlan.bundled(), artifacts));
            Path index = timed(clock, "index", "index", () -> kept.index(configuration, corpus));
            try (Assembly assembly = Assembly.open(configuration, Optional.of(index), invocation.control())) {
                DemoRun run = new DemoRun(
                        assembly, DemoDocuments.choose(corpus.heldOut(), documents), counts, SEED, invocation);
                List<Arm> arms = new ArrayList<>();
                Optional<ReportPage.Example> example = Optional.empty();
                for (String selector : SELECTORS) {
                    try (ResultLog log = report.log(selector, counts)) {
                        arms.add(timed(clock, selector, "evaluation of " + selector, () -> run.arm(selector, log)));
                        example = selector.equals(SELECTORS.get(SELECTORS.size() - 1))
                                ? timed(clock, "example", "example", () -> run.example(arms, log, HEADLINE))
                                : example;
                    }
                }
                return finish(report, assembly, new DemoOutcome(arms, example, counts, clock.seconds()), run);
            }
        }
    }

    private int finish(DemoReport report, Assembly assembly, DemoOutcome outcome, DemoRun run) throws IOException {
        Trainer.Traits model = assembly.trainer().traits();
        IndexManifest index = assembly.directory().manifest();
        ObjectNode manifest = new RunManifest(ModelOption.arguments(spec))
                .index(index.contentHash(), index, assembly.embedder().traits())
                .model(model)
                .seed("bootstrap", SEED)
                .configuration(assembly.configuration(), SELECTORS)
                .json();
        manifest.put("corpus_plan_sha256", DemoPlan.bundledSha256());
        ObjectNode json = outcome.json();
        report.finish(
                ReportPage.render(outcome.report(model, index, run, manifest)),
                json,
                manifest,
                RunManifest.inUse(assembly.configuration(), SELECTORS));
        json.put("report", out.resolve("report.html").toString());
        json.set("manifest", manifest);
        invocation.print(json, () -> outcome.text(TextWidth.columns()) + "\n\nreport: " + out.resolve("report.html"));
        return outcome.arms().get(0).summary().total().documents() > 0 ? Main.OK : Main.FAILED;
    }

    private <T> T timed(StageClock clock, String stage, String words, IoSupplier<T> work) throws IOException {
        double before = clock.seconds().getOrDefault(stage, 0.0);
        invocation.note("ttt: " + words + " ...");
        T result = clock.timeIo(stage, work);
        invocation.note(String.format(
                Locale.ROOT, "ttt: %s: %.1f s", words, clock.seconds().get(stage) - before));
        return result;
    }
}
