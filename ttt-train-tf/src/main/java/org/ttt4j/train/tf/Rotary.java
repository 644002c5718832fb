package org.ttt4j.train.tf;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Turns pairs (i, i + perHead / 2) of (..., T, perHead) by the token's position times a frequency: Su et al., arXiv
 * 2104.09864, in the order of Hugging Face's rotate_half. Confined to one thread.
 */
final class Rotary {

    private final Ops tf;
    private final Operand<TFloat32> cosine;
    private final Operand<TFloat32> sine;

    /** Tables (T, perHead / 2) for the positions of a run, (T), from one frequency in radians per token and pair. */
    Rotary(Ops tf, float[] frequencies, Operand<TInt32> positions) {
        this.tf = tf;
        Operand<TFloat32> position = tf.dtypes.cast(positions, TFloat32.class);
        Operand<TFloat32> angle =
                tf.math.mul(tf.expandDims(position, tf.constant(1)), tf.constant(new float[][] {frequencies}));
        cosine = tf.math.cos(angle);
        sine = tf.math.sin(angle);
    }

    /** Turned by the position; the same shape. */
    Operand<TFloat32> turn(Operand<TFloat32> x) {
        List<Output<TFloat32>> half = tf.split(tf.constant(-1), x, 2L).output();
        return joined(
                tf.math.sub(tf.math.mul(half.get(0), cosine), tf.math.mul(half.get(1), sine)),
                tf.math.add(tf.math.mul(half.get(1), cosine), tf.math.mul(half.get(0), sine)));
    }

    /** From d loss / d turned to d loss / d x: a rotation's transpose is its inverse. */
    Operand<TFloat32> turnBack(Operand<TFloat32> d) {
        List<Output<TFloat32>> half = tf.split(tf.constant(-1), d, 2L).output();
        return joined(
                tf.math.add(tf.math.mul(half.get(0), cosine), tf.math.mul(half.get(1), sine)),
                tf.math.sub(tf.math.mul(half.get(1), cosine), tf.math.mul(half.get(0), sine)));
    }

    private Operand<TFloat32> joined(Operand<TFloat32> first, Operand<TFloat32> second) {
        return tf.concat(List.of(first, second), tf.constant(-1));
    }
}
