package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** y = gain * (x - mean) / sqrt(variance + epsilon) + bias over rows of (rows, d). Confined to one thread. */
final class LayerNorm {

    private final Ops tf;
    private final Parameter gain;
    private final Parameter bias;
    private final Operand<TFloat32> inverseDeviation;
    private final Operand<TFloat32> normalized;

    /** (rows, d). */
    final Operand<TFloat32> output;

    LayerNorm(Ops tf, Operand<TFloat32> x, Parameter gain, Parameter bias, float epsilon) {
        this.tf = tf;
        this.gain = gain;
        this.bias = bias;
        Operand<TFloat32> centered = tf.math.sub(x, rowMean(x));
        Operand<TFloat32> variance = rowMean(tf.math.square(centered));
        inverseDeviation = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
        normalized = tf.math.mul(centered, inverseDeviation);
        output = tf.math.add(tf.math.mul(normalized, gain.read), bias.read);
    }

    /** Adds to the gradients of gain and bias, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        gain.accumulate(() -> tf.sum(tf.math.mul(dy, normalized), tf.constant(0)));
        bias.accumulate(() -> tf.sum(dy, tf.constant(0)));
        Operand<TFloat32> scaled = tf.math.mul(dy, gain.read);
        Operand<TFloat32> along = rowMean(tf.math.mul(scaled, normalized));
        Operand<TFloat32> across = tf.math.sub(tf.math.sub(scaled, rowMean(scaled)), tf.math.mul(normalized, along));
        return tf.math.mul(inverseDeviation, across);
    }

    private Operand<TFloat32> rowMean(Operand<TFloat32> x) {
        return tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
    }
}
