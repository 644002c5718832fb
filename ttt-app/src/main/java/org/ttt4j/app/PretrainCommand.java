package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ttt pretrain}: trains a model from scratch. Confined to one thread. */
@Command(
        name = "pretrain",
        description = {
            "Train a language model from scratch and write a Hugging Face directory.",
            "The same command goes on from the last checkpoint of a stopped or killed one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt pretrain --corpus train.jsonl.gz --heldout heldout.jsonl.gz --time 75m --out model",
            "  ttt pretrain --corpus train.jsonl.gz --layers 2 --width 128 --steps 1000 --out small"
        })
final class PretrainCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--corpus",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Training texts: JSON lines, also .gz or .zst; repeatable.")
    private List<Path> corpus;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Model directory to make; a finished one is refused.")
    private Path out;

    @Option(names = "--heldout", paramLabel = "FILE", description = "Texts never trained on, to score.")
    private Path heldOut;

    @Option(
            names = "--heldout-share",
            paramLabel = "SHARE",
            defaultValue = "0.01",
            description = "Without --heldout: share of the corpus' sources to hold out (default: ${DEFAULT-VALUE}).")
    private double heldOutShare;

    @Mixin
    private PretrainOptions options;

    PretrainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        Pretrainer.Plan plan = options.plan();
        if (!(heldOutShare > 0 && heldOutShare < 1)) {
            throw CommandException.usage("found --heldout-share " + heldOutShare + ", wanted a number in (0, 1)");
        }
        PretrainCorpus texts = PretrainCorpus.read(
                corpus,
                Optional.ofNullable(heldOut),
                heldOutShare,
                invocation.configuration().app(),
                invocation.control());
        if (!texts.skipped().isEmpty()) {
            invocation.note("ttt: " + texts.skipped());
        }
        try (Assembly assembly = invocation.open()) {
            long start = System.nanoTime();
            Score score = pretrain(assembly.pretrainer(), plan, texts);
            double seconds = (System.nanoTime() - start) / 1e9;
            invocation.print(json(score, seconds, texts), () -> text(score, seconds, texts));
        }
        return Main.OK;
    }

    private Score pretrain(Pretrainer pretrainer, Pretrainer.Plan plan, PretrainCorpus texts) {
        try {
            return pretrainer.pretrain(plan, texts.training(), texts.heldOut(), out, invocation.control());
        } catch (CancellationException stopped) {
            invocation.note("ttt: stopped; the same command goes on from the last checkpoint in " + out);
            throw stopped;
        }
    }

    private ObjectNode json(Score score, double seconds, PretrainCorpus texts) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("model", out.toString());
        json.set("held_out", JsonNumber.of(score));
        json.put("training_documents", texts.training().size());
        json.put("held_out_documents", texts.heldOut().size());
        json.put("seconds", seconds);
        json.set("manifest", new RunManifest(ModelOption.arguments(spec)).json());
        return json;
    }

    private String text(Score score, double seconds, PretrainCorpus texts) {
        return String.format(
                Locale.ROOT,
                "%s: %.4f bits per byte on %d held-out documents (%d bytes), trained on %d documents, this run took %.0f s",
                out,
                score.bitsPerByte(),
                texts.heldOut().size(),
                score.bytes(),
                texts.training().size(),
                seconds);
    }
}
