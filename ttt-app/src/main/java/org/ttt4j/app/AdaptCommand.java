package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Watch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt adapt}: adapts to one prompt and shows what it did. Confined to one thread. */
@Command(
        name = "adapt",
        description = "Adapt the model to one prompt: retrieve, select, train, score before and after, reset.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt adapt --index index --prompt \"def read_lines(path):\"",
            "  ttt adapt --index index --prompt-file Main.java --neighbors 50 --generate 40",
            "  ttt adapt --index index --prompt-file Main.java --neighbors 50 --score-every 5 --patience 2",
            "  ttt adapt --index index --prompt-file Main.java --exclude-near-duplicates 0.8",
            "  ttt adapt --index index --prompt \"Once\" --generate 80 --temperature 0.8 --top-p 0.9 --stop .",
            "  ttt adapt --index index --prompt-file Main.java --neighbors 50 --save adapted",
            "  git log -1 | ttt adapt --index index --json -"
        })
final class AdaptCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(names = "--index", required = true, paramLabel = "DIR", description = "Index directory.")
    private Path index;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model directory; short for --set ttt.trainer.<use>.model=DIR.")
    private String model;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private PromptSource prompt;

    @Option(
            names = "--neighbors",
            paramLabel = "N",
            description = "Documents to train on (default: key ttt.neighbors).")
    private Integer neighbors;

    @Option(
            names = "--candidates",
            paramLabel = "K",
            description = "Documents to choose from, at least as many as --neighbors (default: key ttt.candidates).")
    private Integer candidates;

    @Mixin
    private ExcludeOptions exclude;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Where the prompt comes from, for --exclude-same-source.")
    private String source;

    @Mixin
    private GenerateArguments generate;

    @Option(
            names = "--score-every",
            paramLabel = "N",
            description = "Score the prompt after every N neighbours as well (default: before and after only).")
    private Integer scoreEvery;

    @Option(
            names = "--patience",
            paramLabel = "P",
            description = "With --score-every: stop after P scores in a row without a new lowest one.")
    private Integer patience;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Write the adapted model as a new directory in Hugging Face's layout; with adapters, those"
                    + " for PEFT (key lora-save).")
    private Path save;

    AdaptCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        String text = prompt.read(invocation.in());
        Configuration configuration = ModelOption.apply(invocation, model, exclude.shorthands());
        AppSettings app = configuration.app();
        int budget = atLeastOne("--neighbors", neighbors, app.neighbors());
        int retrieved = Math.max(budget, atLeastOne("--candidates", candidates, app.candidates()));
        if (patience != null && scoreEvery == null) {
            throw CommandException.usage("found --patience without --score-every, wanted both");
        }
        if (save != null && Files.exists(save, LinkOption.NOFOLLOW_LINKS)) { // sooner than the work it would be for
            throw CommandException.failed(
                    "--save " + save + ": found something there already, wanted the name of a new directory");
        }
        Watch watch = new Watch(
                scoreEvery == null ? 0 : atLeastOne("--score-every", scoreEvery, 0),
                patience == null ? 0 : atLeastOne("--patience", patience, 0));
        try (Assembly assembly = Assembly.open(configuration, Optional.of(index), invocation.control())) {
            AdaptRequest request = new AdaptRequest(
                    text,
                    retrieved,
                    budget,
                    generate.options(),
                    watch,
                    app.exclude().exclusion(assembly.corpus(), text, source));
            Adaptation adaptation = assembly.pipeline().adapt(request, invocation.control(), this::save);
            String selector = configuration.chosen(Slot.SELECTOR).provider().id();
            RunManifest manifest = new RunManifest(ModelOption.arguments(spec))
                    .index(
                            assembly.directory().manifest().contentHash(),
                            assembly.directory().manifest(),
                            assembly.embedder().traits())
                    .model(assembly.trainer().traits())
                    .configuration(configuration, List.of(selector));
            AdaptationView view = new AdaptationView(adaptation, assembly.corpus(), selector, TextWidth.columns());
            ObjectNode json = view.json(manifest.json());
            if (save != null) {
                json.put("saved", save.toString());
            }
            invocation.print(json, () -> save == null ? view.text() : view.text() + "\n\nsaved: " + save);
        }
        return Main.OK;
    }

    private void save(Trainer.Session session) {
        if (save != null) {
            session.save(save, invocation.control());
        }
    }

    static int atLeastOne(String option, Integer given, int fallback) {
        int value = given == null ? fallback : given;
        if (value < 1 || value > 1_000_000) {
            throw CommandException.usage("found " + option + " " + value + ", wanted a number in [1, 1000000]");
        }
        return value;
    }
}
