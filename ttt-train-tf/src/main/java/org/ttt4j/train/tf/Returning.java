package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Another optimizer, after each of whose steps the weights go back towards the base: p += share (p0 - p). Thread-safe.
 *
 * @param rule the other one
 * @param share in (0, 1]
 */
record Returning(Optimizer rule, double share) implements Optimizer {

    Returning {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("found a share of " + share + ", wanted one in (0, 1]");
        }
    }

    @Override
    public double clipNorm() {
        return rule.clipNorm();
    }

    @Override
    public boolean proportional() {
        return rule.proportional();
    }

    @Override
    public Numbers at(double learningRate, long number) {
        return rule.at(learningRate, number);
    }

    @Override
    public Op update(Ops tf, Op before, Parameter weight, Operand<TFloat32> gradient, Fed numbers) {
        return weight.pull(rule.update(tf, before, weight, gradient, numbers), tf.constant((float) share));
    }
}
