package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ttt4j.api.ModelTimes;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Undo;

/** Measures how long a model takes to load, for forward passes, gradients, steps and resets. Confined to one thread. */
final class StepTimes {

    private static final long SEED = 1;
    /** Small enough to keep random ids from moving the weights far. */
    private static final double RATE = 2e-5;

    private final ModelDirectory directory;
    private final ModelTimes.Plan plan;
    private final TrainerSettings settings;
    private final Architecture architecture;

    /** Reads config.json and checks that the lengths fit it. */
    StepTimes(ModelDirectory directory, ModelTimes.Plan plan, TrainerSettings settings) {
        this.directory = directory;
        this.plan = plan;
        this.settings = settings;
        architecture = directory.architecture();
        int context = settings.training().recipe(directory).contextTokens(architecture);
        for (int tokens : plan.tokens()) {
            if (tokens > context) {
                throw new IllegalArgumentException("found " + tokens + " tokens, wanted at most the " + context
                        + (context < architecture.contextTokens() ? " of context for " : " positions of ")
                        + directory.name());
            }
        }
    }

    /** Opens the model, measures and closes it. */
    ModelTimes.Report run(RunControl control) {
        control.checkCancelled();
        double gflops =
                ProductRate.gflops(settings.threads(), settings.training().device());
        long start = System.nanoTime();
        try (LanguageModel model = open()) {
            double load = secondsSince(start);
            List<ModelTimes.Length> lengths = new ArrayList<>();
            for (int tokens : plan.tokens()) {
                lengths.add(measure(model, tokens, lengths.size() * (plan.rounds() + 1), control));
            }
            return new ModelTimes.Report(
                    architecture.size(), model.trained(), settings.threads(), load, gflops, lengths);
        }
    }

    private ModelTimes.Length measure(LanguageModel model, int tokens, int done, RunControl control) {
        int[][] inputs = ids(tokens, SEED);
        int[][] targets = ids(tokens, SEED + 1);
        int all = plan.tokens().size() * (plan.rounds() + 1);
        ResidentSet.forgetPeak();
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i <= plan.rounds(); i++) {
            rounds.add(round(model, inputs, targets, control));
            control.report(new Progress.Advanced("bench", done + i + 1L, all));
        }
        rounds.remove(0); // the warm-up
        return new ModelTimes.Length(
                tokens,
                rounds.stream().map(Round::forward).toList(),
                rounds.stream().map(Round::forwardBackward).toList(),
                rounds.stream().map(Round::step).toList(),
                rounds.stream().map(Round::firstStep).toList(),
                rounds.stream().map(Round::reset).toList(),
                ResidentSet.peakBytes());
    }

    private static Round round(LanguageModel model, int[][] inputs, int[][] targets, RunControl control) {
        model.zeroMoments();
        double forward = seconds(control, () -> model.losses(inputs, targets));
        double forwardBackward = seconds(control, () -> model.gradientNorm(inputs, targets));
        double firstStep = seconds(control, () -> model.step(inputs, targets, 1, RATE));
        double step = seconds(control, () -> model.step(inputs, targets, 2, RATE));
        return new Round(forward, forwardBackward, firstStep, step, seconds(control, model::reset));
    }

    private LanguageModel open() {
        try (Undo undo = new Undo();
                StartingWeights start = StartingWeights.open(settings, directory, architecture)) {
            LanguageModel model = undo.push(LanguageModel.open(
                    architecture, start.lora(), settings.training().recipe(directory), settings.threads()));
            start.load(model);
            model.reset();
            return undo.keep(model);
        }
    }

    private int[][] ids(int tokens, long seed) {
        return new int[][] {
            new SplittableRandom(seed)
                    .ints(tokens, 0, architecture.vocabulary())
                    .toArray()
        };
    }

    private static double seconds(RunControl control, Runnable thing) {
        control.checkCancelled();
        long start = System.nanoTime();
        thing.run();
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Seconds, from base weights to base weights. */
    private record Round(double forward, double forwardBackward, double firstStep, double step, double reset) {}
}
