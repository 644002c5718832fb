package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyAdagrad;
import org.tensorflow.types.TFloat32;

/**
 * The rule of dynamic evaluation: p += lambda RMSn (p0 - p) - lr g / (MS + eps), with MS the root of the mean squared
 * gradient on training data and RMSn = min(MS / its mean over all, 1 / lambda), the mean being one over tensors of their
 * means. Krause et al., ICML 2018, as their code computes it: eps is added to the root. Thread-safe.
 *
 * @param epsilon eps, positive
 * @param priorDecay lambda, in [0, 1]
 * @param clipNorm largest global gradient norm, 0 for no limit, as in the paper
 * @param meanRoot mean of MS, positive; NaN as long as the statistics were not read
 */
record Rms(double epsilon, double priorDecay, double clipNorm, double meanRoot) implements Optimizer {

    /** What the mean squares are called beside a weight. */
    static final String SQUARES = "mean-square";

    Rms {
        if (!(epsilon > 0) || !(priorDecay >= 0 && priorDecay <= 1) || !(clipNorm >= 0) || meanRoot <= 0) {
            throw new IllegalArgumentException("found epsilon=" + epsilon + ", priorDecay=" + priorDecay + ", clipNorm="
                    + clipNorm + ", meanRoot=" + meanRoot
                    + ", wanted epsilon > 0, a priorDecay in [0, 1], clipNorm >= 0 and meanRoot > 0");
        }
    }

    /** The same for these statistics. */
    Rms over(double mean) {
        return new Rms(epsilon, priorDecay, clipNorm, mean);
    }

    @Override
    public boolean proportional() {
        return true;
    }

    @Override
    public Numbers at(double learningRate, long number) {
        return new Numbers(learningRate, epsilon, priorDecay / meanRoot);
    }

    @Override
    public Op update(Ops tf, Op before, Parameter weight, Operand<TFloat32> gradient, Fed numbers) {
        Variable squares = weight.constant(SQUARES);
        Op pulled = before;
        if (priorDecay > 0) {
            Ops after = tf.withControlDependencies(before);
            Operand<TFloat32> scaled = after.math.mul(after.math.sqrt(squares.read), numbers.decay());
            Operand<TFloat32> share = after.math.minimum(scaled, tf.constant(1f));
            Operand<TFloat32> way = after.math.mul(share, weight.distance(after));
            pulled = after.train.resourceApplyGradientDescent(weight.value, tf.constant(1f), way);
        }
        // Adagrad's update divides by the root of its sums plus eps; they hold the mean squares and stay as they are.
        return tf.withControlDependencies(pulled)
                .train
                .resourceApplyAdagrad(
                        weight.value,
                        squares.handle,
                        numbers.stepSize(),
                        numbers.epsilon(),
                        gradient,
                        ResourceApplyAdagrad.updateSlots(false));
    }
}
