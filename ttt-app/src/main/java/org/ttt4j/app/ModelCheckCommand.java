package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ttt4j.api.ModelCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttt model check}: numbers to compare with another implementation. Confined to one thread. */
@Command(
        name = "check",
        description = {
            "Compute a checkpoint's losses, gradient norm and AdamW steps on given token ids, to compare with another"
                    + " implementation. Needs no tokenizer.",
            "AdamW has torch's defaults (decays 0.9 and 0.999, epsilon 1e-8, weight decay 0.01 on every trained"
                    + " parameter); the global gradient norm is clipped at 1; every step is on the same ids, without"
                    + " dropout. --json prints mean_loss and token_nll (natural logarithms, before any step),"
                    + " global_norm (l2, before clipping), losses (before each step, and after the last) and parameters"
                    + " (how many are trained: with --lora those of the adapters).",
            "Of the trainer's keys precision, threads, device and fallback count; the others have no part in it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ttt model check gpt2 --ids ids.json --json",
            "  ttt model check gpt2 --ids ids.json --steps 0",
            "  ttt model check llama --ids ids.json --steps 5 --lr 2e-5",
            "  ttt model check llama --ids ids.json --lora r=4,alpha=8,targets=q+v --lora-init init.safetensors"
        })
final class ModelCheckCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(
            paramLabel = "DIR",
            description = "Hugging Face directory with config.json and safetensors, or bundled:ttt-tiny.")
    private String model;

    @Option(
            names = "--ids",
            required = true,
            paramLabel = "FILE",
            description = "JSON array of token ids, one sequence: [5, 17, 3].")
    private Path ids;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Optimizer steps; 0 for forward and backward pass alone (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "1e-3",
            description = "Learning rate of every step (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--lora",
            paramLabel = "r=R,alpha=A,targets=T+T",
            description = "Train low-rank adapters of rank R and factor A/R beside these layers, and nothing else;"
                    + " targets are the ends of names: q+v, q_proj+v_proj, c_attn.")
    private String lora;

    @Option(
            names = "--lora-init",
            paramLabel = "FILE",
            description = "Safetensors file with the adapters to begin with, under PEFT's names; without it A is random"
                    + " and B zero.")
    private Path loraInit;

    ModelCheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        ModelCheck.Plan plan = plan();
        try (Backends backends = new Backends(invocation.configuration())) {
            ModelCheck.Report report = report(backends, plan);
            invocation.print(report, () -> text(report));
        }
        return Main.OK;
    }

    private ModelCheck.Report report(Backends backends, ModelCheck.Plan plan) {
        try {
            return backends.models().check(model, plan, invocation.control());
        } catch (IllegalArgumentException wrong) { // ids that the model does not have
            throw CommandException.failed(ids + ": " + wrong.getMessage(), wrong);
        }
    }

    private ModelCheck.Plan plan() throws IOException {
        if (loraInit != null && lora == null) {
            throw CommandException.usage("found --lora-init without --lora, wanted --lora r=R,alpha=A,targets=T+T too");
        }
        Optional<ModelCheck.Adapters> adapters =
                Optional.ofNullable(lora).map(text -> LoraText.parse(text, Optional.ofNullable(loraInit)));
        if (steps < 0 || !(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw CommandException.usage("found --steps " + steps + " and --lr " + learningRate
                    + ", wanted at least 0 steps and a positive rate");
        }
        List<Integer> tokens = TokenIdFile.read(ids);
        try {
            return new ModelCheck.Plan(tokens, steps, learningRate, adapters);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.failed(ids + ": " + wrong.getMessage(), wrong);
        }
    }

    private String text(ModelCheck.Report report) {
        TextTable table = new TextTable("lr")
                .row("trained parameters", String.valueOf(report.parameters()))
                .row("predicted tokens", String.valueOf(report.tokenNll().size()))
                .row("mean loss", number(report.meanLoss()))
                .row("global gradient norm", number(report.globalNorm()));
        for (int i = 0; i < report.losses().size(); i++) {
            table.row("loss after " + i + " steps", number(report.losses().get(i)));
        }
        return table.render();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.7g", value);
    }
}
