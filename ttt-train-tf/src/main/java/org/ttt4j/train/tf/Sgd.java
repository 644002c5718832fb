package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent with torch's momentum: g += wd p; m = mu m + g; p -= lr m. Thread-safe.
 *
 * @param momentum mu, in [0, 1)
 * @param weightDecay wd, at least 0
 * @param clipNorm largest global gradient norm, before the decay is added, 0 for no limit
 */
record Sgd(double momentum, double weightDecay, double clipNorm) implements Optimizer {

    Sgd {
        if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0) || !(clipNorm >= 0)) {
            throw new IllegalArgumentException("found momentum=" + momentum + ", weightDecay=" + weightDecay
                    + ", clipNorm=" + clipNorm + ", wanted a momentum in [0, 1), weightDecay and clipNorm >= 0");
        }
    }

    @Override
    public boolean proportional() {
        return momentum == 0 && weightDecay == 0;
    }

    @Override
    public Numbers at(double learningRate, long number) {
        return new Numbers(learningRate, 0, 0);
    }

    @Override
    public Op update(Ops tf, Op before, Parameter weight, Operand<TFloat32> gradient, Fed numbers) {
        Ops after = tf.withControlDependencies(before);
        Operand<TFloat32> direction = weightDecay == 0
                ? gradient
                : after.math.add(gradient, after.math.mul(weight.read, tf.constant((float) weightDecay)));
        return momentum == 0
                ? after.train.resourceApplyGradientDescent(weight.value, numbers.stepSize(), direction)
                : after.train.resourceApplyMomentum(
                        weight.value, weight.moment("m").handle, numbers.stepSize(), direction, tf.constant((float)
                                momentum));
    }
}
