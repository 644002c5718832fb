package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * y = gain * x / sqrt(mean(x^2) + epsilon) over rows of (rows, d). Zhang and Sennrich, arXiv 1910.07467. Confined to
 * one thread.
 */
final class RmsNorm {

    private final Ops tf;
    private final Parameter weight;
    private final Operand<TFloat32> gain;
    private final Operand<TFloat32> inverse;
    private final Operand<TFloat32> normalized;

    /** (rows, d). */
    final Operand<TFloat32> output;

    /** A norm whose gain is the weight, or one more. */
    RmsNorm(Ops tf, Operand<TFloat32> x, Parameter weight, float epsilon, boolean onePlus) {
        this.tf = tf;
        this.weight = weight;
        gain = onePlus ? tf.math.add(weight.read, tf.constant(1f)) : weight.read;
        inverse = tf.math.rsqrt(tf.math.add(rowMean(tf.math.square(x)), tf.constant(epsilon)));
        normalized = tf.math.mul(x, inverse);
        output = tf.math.mul(normalized, gain);
    }

    /** Adds to the gradient of the weight, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        weight.accumulate(() -> tf.sum(tf.math.mul(dy, normalized), tf.constant(0)));
        Operand<TFloat32> scaled = tf.math.mul(dy, gain);
        Operand<TFloat32> along = rowMean(tf.math.mul(scaled, normalized));
        return tf.math.mul(inverse, tf.math.sub(scaled, tf.math.mul(normalized, along)));
    }

    private Operand<TFloat32> rowMean(Operand<TFloat32> x) {
        return tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
    }
}
