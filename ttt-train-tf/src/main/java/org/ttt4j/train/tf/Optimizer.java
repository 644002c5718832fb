package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How a gradient moves a weight. Implementations are thread-safe. */
sealed interface Optimizer permits AdamW, Sgd, Rms, Returning {

    /** Largest global gradient norm, 0 for no limit. */
    double clipNorm();

    /**
     * Whether a step is its size times something that does not depend on it and grows with the gradient in proportion, so
     * that a clip of the gradient can go into the size and spares a pass over memory.
     */
    default boolean proportional() {
        return false;
    }

    /**
     * The numbers of one step.
     *
     * @param learningRate at least 0
     * @param number of the step since the moments were zero, from 1
     */
    Numbers at(double learningRate, long number);

    /**
     * Adds the update of one weight to a graph.
     *
     * @param before what nothing may be written or held in memory before: the reads of this step, other updates
     * @param gradient clipped, shape of the weight
     * @param numbers those of {@link #at}, scalars
     */
    Op update(Ops tf, Op before, Parameter weight, Operand<TFloat32> gradient, Fed numbers);

    /**
     * What changes from step to step. Thread-safe.
     *
     * @param stepSize factor of the direction
     * @param epsilon added to the denominator
     * @param decay share of a weight that goes
     */
    record Numbers(double stepSize, double epsilon, double decay) {}

    /**
     * Where a graph takes the numbers from.
     *
     * @param stepSize scalar
     * @param epsilon scalar
     * @param decay scalar
     */
    record Fed(Operand<TFloat32> stepSize, Operand<TFloat32> epsilon, Operand<TFloat32> decay) {}
}
