package org.ttt4j.train.tf;

import java.util.Arrays;
import org.ttt4j.api.BackendException;

/**
 * One slot: a model whose weights move away from the base and come back, with the optimizer's step count and the place
 * in the schedule. Confined to one thread at a time.
 */
final class AdaptedModel {

    private final LanguageModel model;
    private final TrainingSettings settings;
    private final Schedule schedule;
    private final Stopping stopping;
    private final boolean carryOptimizerState;
    private long optimizerSteps;
    private long steps;
    private int counted;
    private int passes;
    private int held;
    private long collected;
    private boolean moved;

    AdaptedModel(LanguageModel model, TrainingSettings settings, double learningRate, boolean carryOptimizerState) {
        this(model, settings, settings.schedule(learningRate), carryOptimizerState, 0);
    }

    private AdaptedModel(
            LanguageModel model,
            TrainingSettings settings,
            Schedule schedule,
            boolean carryOptimizerState,
            long optimizerSteps) {
        this.model = model;
        this.settings = settings;
        this.schedule = schedule;
        this.stopping = new Stopping(settings.stop());
        this.carryOptimizerState = carryOptimizerState;
        this.optimizerSteps = optimizerSteps;
    }

    /** For scoring and generating. */
    LanguageModel model() {
        return model;
    }

    /** The same model for one session, with a state of its own; the other must not be used meanwhile. */
    AdaptedModel lease() {
        return new AdaptedModel(model.lease(), settings, schedule, carryOptimizerState, optimizerSteps);
    }

    /** Ends a lease when its step is done, from any thread: the base weights are back, and it refuses further work. */
    void end(AdaptedModel lease) {
        lease.model.endLease();
        optimizerSteps = lease.optimizerSteps;
        if (lease.moved) {
            model.reset();
        }
    }

    /** What a step moves and how. */
    TrainingSettings settings() {
        return settings;
    }

    /**
     * One optimizer step on the mean loss of a chunk.
     *
     * @param chunk at least two ids; each but the first is predicted
     * @param skipped how many predictions, from the first, are not learned; fewer than there are
     * @return loss in nats per predicted token before the update
     * @throws BackendException if the loss is not finite; the weights are then the base weights
     */
    double step(int[] chunk, int skipped) {
        return LanguageModel.mean(stepLosses(chunk, skipped), skipped);
    }

    /** The same, with the loss of each prediction. */
    float[] stepLosses(int[] chunk, int skipped) {
        begin();
        double rate = schedule.rate(++steps);
        return finite(model.stepLosses(inputs(chunk), targets(chunk), pass(skipped), ++optimizerSteps, rate), skipped);
    }

    /** Holds the gradient of a chunk beside those held already, without a step; throws as {@link #step} does. */
    double hold(int[] chunk, int skipped) {
        return LanguageModel.mean(holdLosses(chunk, skipped), skipped);
    }

    /** The same, with the loss of each prediction. */
    float[] holdLosses(int[] chunk, int skipped) {
        begin();
        if (held++ == 0) {
            model.clearHeld();
        }
        return finite(model.holdLosses(inputs(chunk), targets(chunk), pass(skipped)), skipped);
    }

    /** The loss of each prediction, without a step, in the bits that a step tells without dropout. */
    float[] losses(int[] chunk) {
        return model.lossesAsTrained(inputs(chunk), targets(chunk));
    }

    /** Moves what is trained by a share, in [0, 1], of the way to its base; 1 gives exactly that. */
    void decay(double share) {
        if (!moved || share == 0) {
            return;
        }
        if (share == 1) {
            model.reset();
        } else {
            model.pull(share);
        }
    }

    /**
     * Adds the squares of the gradient of a chunk's loss to those collected since the last reset; nothing moves.
     *
     * @throws BackendException if the loss is not finite; what was collected is dropped then
     */
    void collect(int[] chunk, int skipped) {
        if (collected == 0) {
            model.clearSquares();
        }
        double loss = model.addSquares(inputs(chunk), targets(chunk), skipped);
        collected++;
        if (!Double.isFinite(loss)) {
            collected = 0;
            throw new BackendException(
                    Ids.BACKEND,
                    "found a loss of " + loss
                            + " where gradients are collected, wanted a finite one (are the weights?)");
        }
    }

    /** Number of gradients whose squares were collected. */
    long collected() {
        return collected;
    }

    /** Everything that training moves but for the numbers in the model. */
    Counters counters() {
        return new Counters(optimizerSteps, steps, counted, passes, held, moved, stopping.state());
    }

    /**
     * Becomes what another session was.
     *
     * @param load loads the numbers into the model; where it fails, the weights are the base weights
     */
    void restore(Counters counters, Runnable load) {
        moved = true;
        try {
            load.run();
        } catch (RuntimeException failure) {
            model.zeroMoments();
            optimizerSteps = 0;
            reset();
            throw failure;
        }
        optimizerSteps = counters.optimizerSteps();
        steps = counters.steps();
        counted = counters.counted();
        passes = counters.passes();
        held = counters.held();
        moved = counters.moved();
        stopping.restore(counters.stopping());
    }

    /** Number of optimizer steps since the last reset: gradients that are only held make none. */
    long stepsTaken() {
        return steps;
    }

    /** Number of gradients held. */
    int held() {
        return held;
    }

    /** One optimizer step with the mean of the gradients held, which stay. */
    void stepHeld() {
        double rate = schedule.rate(++steps);
        model.stepHeld(1.0 / held, ++optimizerSteps, rate);
    }

    /** The next number from 0 since the last reset. */
    int count() {
        return counted++;
    }

    /** Holds no gradients. */
    void drop() {
        held = 0;
    }

    /** When training is enough; forgets at a reset. */
    Stopping stopping() {
        return stopping;
    }

    /** Base weights; moments and step count too unless they are carried. Moments are zeroed when next needed. */
    void reset() {
        drop();
        steps = 0;
        counted = 0;
        passes = 0;
        collected = 0;
        stopping.reset();
        if (moved) {
            model.reset();
            moved = false;
        }
    }

    private void begin() {
        if (!moved && !carryOptimizerState) {
            model.zeroMoments();
            optimizerSteps = 0;
        }
        moved = true;
    }

    private Pass pass(int skipped) {
        passes = passes % (1 << 24) + 1;
        return new Pass(skipped, settings.drops() ? passes : 0);
    }

    private float[] finite(float[] losses, int skipped) {
        double loss = LanguageModel.mean(losses, skipped);
        if (!Double.isFinite(loss)) {
            model.zeroMoments(); // even where they are carried: they may not be finite either
            optimizerSteps = 0;
            reset();
            throw new BackendException(
                    Ids.BACKEND,
                    "found a loss of " + loss + " at learning rate " + schedule.peak()
                            + ", wanted a finite one (are the weights? is the rate too high?); the session's"
                            + " weights were reset");
        }
        return losses;
    }

    private static int[][] inputs(int[] chunk) {
        return new int[][] {Arrays.copyOf(chunk, chunk.length - 1)};
    }

    private static int[][] targets(int[] chunk) {
        return new int[][] {Arrays.copyOfRange(chunk, 1, chunk.length)};
    }
}
