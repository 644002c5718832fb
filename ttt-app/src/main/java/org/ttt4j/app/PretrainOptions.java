package org.ttt4j.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ttt4j.api.Pretrainer;
import picocli.CommandLine.Option;

/** Sizes and schedule of {@code ttt pretrain}. Confined to one thread. */
final class PretrainOptions {

    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    @Option(names = "--layers", defaultValue = "4", description = "Transformer blocks (default: ${DEFAULT-VALUE}).")
    private int layers;

    @Option(
            names = "--width",
            defaultValue = "256",
            description = "Hidden size, a multiple of the heads (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(names = "--heads", defaultValue = "4", description = "Attention heads (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(names = "--context", defaultValue = "256", description = "Tokens seen at once (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(
            names = "--vocabulary",
            defaultValue = "0",
            description = "Tokens, at most what the tokenizer has; 0 for all (default: ${DEFAULT-VALUE}).")
    private int vocabulary;

    @Option(names = "--batch", defaultValue = "16", description = "Sequences per step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--steps",
            defaultValue = "0",
            description = "Optimizer steps; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private long steps;

    @Option(
            names = "--time",
            defaultValue = "",
            paramLabel = "TIME",
            description =
                    "Time limit over all resumed runs, such as 75m or 1h30m; one of --steps and --time is needed.")
    private String time;

    @Option(
            names = "--learning-rate",
            defaultValue = "1e-3",
            description = "Peak of the cosine schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--warmup", defaultValue = "200", description = "Steps of warm-up (default: ${DEFAULT-VALUE}).")
    private int warmup;

    @Option(names = "--weight-decay", defaultValue = "0.1", description = "Decoupled (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "5m",
            paramLabel = "TIME",
            description = "Time between checkpoints and held-out scores (default: ${DEFAULT-VALUE}).")
    private String checkpointEvery;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "Seed of initial weights and data order (default: ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * The plan.
     *
     * @throws CommandException if sizes do not fit or nothing limits the training
     */
    Pretrainer.Plan plan() {
        if (steps == 0 && time.isEmpty()) {
            throw CommandException.usage("found neither --steps nor --time, wanted at least one of them");
        }
        try {
            return new Pretrainer.Plan(
                    layers,
                    width,
                    heads,
                    context,
                    vocabulary,
                    batch,
                    steps,
                    time.isEmpty() ? Duration.ZERO : duration("--time", time),
                    learningRate,
                    warmup,
                    weightDecay,
                    duration("--checkpoint-every", checkpointEvery),
                    seed);
        } catch (IllegalArgumentException wrong) {
            throw CommandException.usage(wrong.getMessage());
        }
    }

    /** Reads hours, minutes and seconds such as {@code 1h30m}, {@code 75m} or {@code 90s}. */
    static Duration duration(String option, String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (text.isBlank() || !matcher.matches()) {
            throw CommandException.usage(
                    "found " + option + " \"" + text + "\", wanted a time such as 1h30m, 75m or 90s");
        }
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
