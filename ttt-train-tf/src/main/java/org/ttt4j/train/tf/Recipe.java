package org.ttt4j.train.tf;

import java.util.Objects;
import org.ttt4j.api.BackendException;

/**
 * How a model runs and trains, as far as its graph must know. Thread-safe.
 *
 * @param optimizer from gradients to weights
 * @param trainable which weights
 * @param holds whether gradients can be held for several chunks or several steps, which takes memory for one more of
 *     each
 * @param dropout rates in training
 * @param context most tokens of a sequence, at least 2, or 0 for the model's positions
 * @param device where
 * @param precision of the matrix products
 */
record Recipe(
        Optimizer optimizer,
        Trainable trainable,
        boolean holds,
        Dropout dropout,
        int context,
        Device device,
        Precision precision) {

    Recipe {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(trainable, "trainable");
        Objects.requireNonNull(dropout, "dropout");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(precision, "precision");
        if (context < 0 || context == 1) {
            throw new IllegalArgumentException("found a context of " + context + ", wanted 0 or at least 2");
        }
    }

    /** Every weight, one step for each gradient. */
    static Recipe of(Optimizer optimizer) {
        return of(optimizer, Trainable.ALL, false);
    }

    /** The same for some weights, or with gradients held. */
    static Recipe of(Optimizer optimizer, Trainable trainable, boolean holds) {
        return new Recipe(optimizer, trainable, holds, Dropout.NONE, 0, Device.AUTO, Precision.FLOAT32);
    }

    /** The same with products of this precision. */
    Recipe in(Precision other) {
        return new Recipe(optimizer, trainable, holds, dropout, context, device, other);
    }

    /** The same there. */
    Recipe on(Device other) {
        return new Recipe(optimizer, trainable, holds, dropout, context, other, precision);
    }

    /**
     * Most tokens of a sequence.
     *
     * @throws BackendException if the model has fewer positions
     */
    int contextTokens(Architecture architecture) {
        int positions = architecture.contextTokens();
        if (context > positions) {
            throw new BackendException(
                    Ids.BACKEND,
                    "found context = " + context + ", wanted at most the " + positions + " positions of the model");
        }
        return context == 0 ? positions : context;
    }
}
