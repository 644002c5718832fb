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
        begin();
        double rate = schedule.rate(++steps);
        return finite(model.step(inputs(chunk), targets(chunk), pass(skipped), ++optimizerSteps, rate));
    }

    /** Holds the gradient of a chunk beside those held already, without a step; throws as {@link #step} does. */
    double hold(int[] chunk, int skipped) {
        begin();
        if (held++ == 0) {
            model.clearHeld();
        }
        return finite(model.hold(inputs(chunk), targets(chunk), pass(skipped)));
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

    private double finite(double loss) {
        if (!Double.isFinite(loss)) {
            model.zeroMoments(); // even where they are carried: they may not be finite either
            optimizerSteps = 0;
            reset();
            throw new BackendException(
                    Ids.BACKEND,
                    "found a loss of " + loss + " at learning rate " + schedule.peak()
                            + ", wanted a finite one (are the weights? is the rate too high?); the weights were reset");
        }
        return loss;
    }

    private static int[][] inputs(int[] chunk) {
        return new int[][] {Arrays.copyOf(chunk, chunk.length - 1)};
    }

    private static int[][] targets(int[] chunk) {
        return new int[][] {Arrays.copyOfRange(chunk, 1, chunk.length)};
    }
}
