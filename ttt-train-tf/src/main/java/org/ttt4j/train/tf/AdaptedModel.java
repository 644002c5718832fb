package org.ttt4j.train.tf;

import java.util.Arrays;
import org.ttt4j.api.BackendException;

/**
 * One slot: a model whose weights move away from the base and come back, with the optimizer's step count. Confined to
 * one thread at a time.
 */
final class AdaptedModel {

    private final LanguageModel model;
    private final double learningRate;
    private final boolean carryOptimizerState;
    private long optimizerSteps;
    private boolean moved;

    AdaptedModel(LanguageModel model, double learningRate, boolean carryOptimizerState) {
        this.model = model;
        this.learningRate = learningRate;
        this.carryOptimizerState = carryOptimizerState;
    }

    /** For scoring and generating. */
    LanguageModel model() {
        return model;
    }

    /**
     * One AdamW step on the mean loss of a chunk.
     *
     * @param chunk at least two ids; each but the first is predicted
     * @return loss in nats per predicted token before the update
     * @throws BackendException if the loss is not finite; the weights are then the base weights
     */
    double step(int[] chunk) {
        if (!moved && !carryOptimizerState) {
            model.zeroMoments();
            optimizerSteps = 0;
        }
        moved = true;
        double loss = model.step(
                new int[][] {Arrays.copyOf(chunk, chunk.length - 1)},
                new int[][] {Arrays.copyOfRange(chunk, 1, chunk.length)},
                ++optimizerSteps,
                learningRate);
        if (!Double.isFinite(loss)) {
            reset();
            throw new BackendException(
                    Ids.BACKEND,
                    "found a loss of " + loss + " at learning rate " + learningRate
                            + ", wanted a finite one; the weights were reset");
        }
        return loss;
    }

    /** Base weights; moments and step count too unless they are carried. Moments are zeroed when next needed. */
    void reset() {
        if (moved) {
            model.reset();
            moved = false;
        }
    }
}
