package org.ttt4j.train.tf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.ttt4j.api.Settings;

/**
 * Settings of what a step moves and how, in the block {@code ttt.trainer.tensorflow}. Thread-safe.
 *
 * @param trainable which weights, or which adapters
 * @param optimizer from gradients to weights
 * @param statistics file with what it divides by, if it is {@link Rms}
 * @param warmup steps of the warm-up
 * @param scheduleSteps steps over which the rate falls to zero, 0 for a constant rate
 * @param accumulate chunks whose mean gradient makes a step
 * @param reuse steps that a gradient is used for where a text stands several times in a row
 * @param stop when training is enough
 * @param answerAfter what the answer in a text comes after, of which alone the loss is; empty for whole texts
 * @param dropout whether training drops what the checkpoint's config says
 * @param adapterDropout rate of what goes into adapters, in [0, 1)
 * @param dropoutSeed which masks
 * @param context most tokens of a sequence, 0 for the model's positions
 * @param device where
 * @param precision of the matrix products
 */
record TrainingSettings(
        Trainable trainable,
        Optimizer optimizer,
        Optional<Path> statistics,
        int warmup,
        int scheduleSteps,
        int accumulate,
        int reuse,
        Stopping.Rule stop,
        String answerAfter,
        boolean dropout,
        double adapterDropout,
        int dropoutSeed,
        int context,
        Device device,
        Precision precision) {

    /** What is trained. */
    enum Adaptation {
        /** Every weight. */
        FULL,
        /** Low-rank adapters; the weights themselves stay. */
        LORA,
        /** The weights of some blocks. */
        LAYERS,
        /** Biases only. */
        BIAS
    }

    /** Rules by which gradients move weights. */
    enum Rule {
        ADAMW,
        ADAM,
        SGD,
        RMS
    }

    /** How the learning rate goes. */
    enum Course {
        CONSTANT,
        LINEAR
    }

    static TrainingSettings from(Settings settings) {
        int warmup = settings.integer("warmup-steps", 0, 0, 1_000_000_000);
        int accumulate = settings.integer("accumulate", 1, 1, 1_000_000);
        int reuse = settings.integer("reuse-gradient", 1, 1, 1_000_000);
        if (accumulate > 1 && reuse > 1) {
            throw settings.refuse(
                    "reuse-gradient", "found " + reuse + " with accumulate = " + accumulate + ", wanted one of them 1");
        }
        int context = settings.integer("context", 0, 0, Integer.MAX_VALUE);
        if (context == 1) {
            throw settings.refuse("context", "found 1, wanted 0 or at least 2");
        }
        return new TrainingSettings(
                trainable(settings),
                optimizer(settings),
                statistics(settings),
                warmup,
                scheduleSteps(settings, warmup),
                accumulate,
                reuse,
                new Stopping.Rule(
                        settings.number("stop-loss", 0, 0, 1e6), settings.integer("stop-patience", 0, 0, 1_000_000)),
                settings.string("answer-after", ""),
                settings.flag("dropout", false),
                adapterDropout(settings),
                settings.integer("dropout-seed", 1, 0, 10_000),
                context,
                Device.from(settings),
                precision(settings));
    }

    /** The setting {@code precision}. */
    static Precision precision(Settings settings) {
        return settings.choice("precision", Precision.FLOAT32);
    }

    /** The setting {@code adaptation}. */
    static Adaptation adaptation(Settings settings) {
        return settings.choice("adaptation", Adaptation.FULL);
    }

    /**
     * What a graph must know.
     *
     * @param model what is adapted
     */
    Recipe recipe(ModelDirectory model) {
        return new Recipe(
                optimizer, trainable, holds(), drops() ? rates(model) : Dropout.NONE, context, device, precision);
    }

    /** The same for statistics with this mean of roots, if the optimizer is {@link Rms}. */
    TrainingSettings over(double meanRoot) {
        return new TrainingSettings(
                trainable,
                optimizer instanceof Rms rms ? rms.over(meanRoot) : optimizer,
                statistics,
                warmup,
                scheduleSteps,
                accumulate,
                reuse,
                stop,
                answerAfter,
                dropout,
                adapterDropout,
                dropoutSeed,
                context,
                device,
                precision);
    }

    /** Whether gradients can be held for several chunks or several steps. */
    boolean holds() {
        return accumulate > 1 || reuse > 1;
    }

    /** Whether training drops anything. */
    boolean drops() {
        return dropout || adapterDropout > 0;
    }

    private Dropout rates(ModelDirectory model) {
        Dropout own = dropout ? model.dropout(dropoutSeed) : new Dropout(0, 0, 0, dropoutSeed);
        return own.withAdapter(adapterDropout);
    }

    /** The learning rate of each step. */
    Schedule schedule(double peak) {
        return new Schedule(peak, warmup, scheduleSteps);
    }

    private static double adapterDropout(Settings settings) {
        double rate = settings.number("lora-dropout", 0, 0, 0.999);
        return adaptation(settings) == Adaptation.LORA ? rate : 0;
    }

    private static Trainable trainable(Settings settings) {
        Adaptation adaptation = adaptation(settings);
        return new Trainable(adaptation == Adaptation.BIAS, blocks(settings, adaptation), names(settings));
    }

    private static Set<Integer> blocks(Settings settings, Adaptation adaptation) {
        Set<Integer> blocks;
        try {
            blocks = Trainable.blocks(settings.string("layers", ""));
        } catch (IllegalArgumentException malformed) {
            throw settings.refuse("layers", malformed.getMessage());
        }
        if (blocks.isEmpty() && adaptation == Adaptation.LAYERS) {
            throw settings.refuse("layers", "found none with adaptation = layers, wanted blocks such as 0,8-11");
        }
        return blocks;
    }

    private static Optional<Pattern> names(Settings settings) {
        String pattern = settings.string("trainable", "");
        try {
            return pattern.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException malformed) {
            throw settings.refuse(
                    "trainable",
                    "found \"" + pattern + "\", wanted a regular expression: " + malformed.getDescription());
        }
    }

    private static Optimizer optimizer(Settings settings) {
        Rule rule = settings.choice("optimizer", Rule.ADAMW);
        double given = settings.number("weight-decay", -1, -1, 1e6);
        double weightDecay = given >= 0 ? given : rule == Rule.ADAMW ? 0.01 : 0;
        double bound = settings.number("clip", -1, -1, 1e9);
        double clip = bound >= 0 ? bound : rule == Rule.RMS ? 0 : 1;
        double priorDecay = settings.number("prior-decay", 0, 0, 1);
        double beta1 = settings.number("beta1", 0.9, 0, 1 - 1e-6);
        double beta2 = settings.number("beta2", 0.999, 0, 1 - 1e-6);
        double epsilon = settings.number("epsilon", 1e-8, 1e-30, 1);
        double momentum = settings.number("momentum", 0, 0, 1 - 1e-6);
        double rmsEpsilon = settings.number("rms-epsilon", 2e-5, 1e-30, 1e6);
        if (rule == Rule.RMS && weightDecay > 0) {
            throw settings.refuse(
                    "weight-decay", "found " + weightDecay + " with optimizer = rms, wanted prior-decay instead");
        }
        Optimizer optimizer =
                switch (rule) {
                    case ADAMW -> new AdamW(beta1, beta2, epsilon, weightDecay, AdamW.Decay.WEIGHTS, clip);
                    case ADAM -> new AdamW(beta1, beta2, epsilon, weightDecay, AdamW.Decay.GRADIENT, clip);
                    case SGD -> new Sgd(momentum, weightDecay, clip);
                    case RMS -> new Rms(rmsEpsilon, priorDecay, clip, Double.NaN);
                };
        return priorDecay > 0 && rule != Rule.RMS ? new Returning(optimizer, priorDecay) : optimizer;
    }

    private static Optional<Path> statistics(Settings settings) {
        String file = settings.string("rms-statistics", "");
        if (settings.choice("optimizer", Rule.ADAMW) != Rule.RMS) {
            return Optional.empty();
        }
        if (file.isEmpty()) {
            throw settings.refuse(
                    "rms-statistics",
                    "found none with optimizer = rms, wanted a file that was collected on training data (ttt stream prepare)");
        }
        try {
            return Optional.of(Path.of(file));
        } catch (InvalidPathException impossible) {
            throw settings.refuse("rms-statistics", "found \"" + file + "\", wanted a file: " + impossible.getReason());
        }
    }

    private static int scheduleSteps(Settings settings, int warmup) {
        Course course = settings.choice("schedule", Course.CONSTANT);
        int steps = settings.integer("schedule-steps", 0, 0, 1_000_000_000);
        if (course == Course.LINEAR && steps <= warmup) {
            throw settings.refuse(
                    "schedule-steps",
                    "found " + steps + " with schedule = linear and warmup-steps = " + warmup
                            + ", wanted more than those of the warm-up");
        }
        return course == Course.LINEAR ? steps : 0;
    }
}
