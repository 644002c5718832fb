package org.ttt4j.train.tf;

import java.util.Objects;

/**
 * How a model trains, as far as its graph must know. Thread-safe.
 *
 * @param optimizer from gradients to weights
 * @param trainable which weights
 * @param holds whether gradients can be held for several chunks or several steps, which takes memory for one more of
 *     each
 */
record Recipe(Optimizer optimizer, Trainable trainable, boolean holds) {

    Recipe {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(trainable, "trainable");
    }

    /** Every weight, one step for each gradient. */
    static Recipe of(Optimizer optimizer) {
        return new Recipe(optimizer, Trainable.ALL, false);
    }
}
