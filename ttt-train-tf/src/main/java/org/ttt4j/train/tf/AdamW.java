package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * AdamW, and Adam where the decay goes into the gradient. As torch has them: m and v of the gradient g, p -= lr / (1 -
 * b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps), with p *= 1 - lr wd before (AdamW) or g += wd p (Adam). Loshchilov &amp;
 * Hutter, arXiv 1711.05101; Kingma &amp; Ba, arXiv 1412.6980. Thread-safe.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon outside the root, positive
 * @param weightDecay wd, at least 0
 * @param decay what the decay acts on
 * @param clipNorm largest global gradient norm, 0 for no limit
 */
record AdamW(double beta1, double beta2, double epsilon, double weightDecay, Decay decay, double clipNorm)
        implements Optimizer {

    static final String FIRST = "m";
    static final String SECOND = "v";

    /** What the decay acts on. */
    enum Decay {
        /** Every weight, biases and norms too. */
        WEIGHTS,
        /** Weights but biases and norms, the convention of pretraining. */
        MATRICES,
        /** The clipped gradient of every weight: Adam. */
        GRADIENT
    }

    AdamW {
        boolean decays = beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1;
        if (!decays || !(epsilon > 0) || !(weightDecay >= 0) || !(clipNorm >= 0)) {
            throw new IllegalArgumentException("found beta1=" + beta1 + ", beta2=" + beta2 + ", epsilon=" + epsilon
                    + ", weightDecay=" + weightDecay + ", clipNorm=" + clipNorm
                    + ", wanted betas in [0, 1), epsilon > 0, weightDecay and clipNorm >= 0");
        }
    }

    /** torch's defaults, decay on every parameter, clip at 1: what tttlm does (Hardt &amp; Sun, arXiv 2305.18466). */
    static AdamW testTime() {
        return new AdamW(0.9, 0.999, 1e-8, 0.01, Decay.WEIGHTS, 1);
    }

    @Override
    public Numbers at(double learningRate, long number) {
        // TensorFlow's Adam computes 1 - beta in float32, which for 0.999 is off by 1e-5: corrected with the same
        // numbers
        double first = 1 - Math.pow((float) beta1, (double) number);
        double second = Math.sqrt(1 - Math.pow((float) beta2, (double) number));
        // It divides by sqrt(v) + eps' where torch divides by sqrt(v / (1 - b2^t)) + eps
        return new Numbers(learningRate * second / first, epsilon * second, learningRate * weightDecay);
    }

    @Override
    public Op update(Ops tf, Op before, Parameter weight, Operand<TFloat32> gradient, Fed numbers) {
        Ops after = tf.withControlDependencies(before);
        Operand<TFloat32> direction = gradient;
        if (weightDecay > 0 && decay == Decay.GRADIENT) {
            direction = after.math.add(gradient, after.math.mul(weight.read, tf.constant((float) weightDecay)));
        } else if (weightDecay > 0 && (decay == Decay.WEIGHTS || weight.shape.length > 1)) {
            after = tf.withControlDependencies(
                    after.assignSubVariableOp(weight.value, after.math.mul(weight.read, numbers.decay())));
        }
        return after.train.resourceApplyAdam(
                weight.value,
                weight.moment(FIRST).handle,
                weight.moment(SECOND).handle,
                tf.constant(0f), // the step size has its bias correction already
                tf.constant(0f),
                numbers.stepSize(),
                tf.constant((float) beta1),
                tf.constant((float) beta2),
                numbers.epsilon(),
                direction);
    }
}
