package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * GPT-2's {@code gelu_new}, 0.5 x (1 + tanh(u)) with u = sqrt(2/pi) (x + 0.044715 x^3), written as x sigmoid(2u): the
 * same function in fewer passes over memory. Confined to one thread.
 */
final class Gelu {

    private static final float SLOPE = (float) (2 * Math.sqrt(2 / Math.PI));
    private static final float CUBIC = (float) (2 * Math.sqrt(2 / Math.PI) * 0.044715);

    private final Ops tf;
    private final Operand<TFloat32> input;
    private final Operand<TFloat32> gate;

    /** Shape of the input. */
    final Operand<TFloat32> output;

    Gelu(Ops tf, Operand<TFloat32> x) {
        this.tf = tf;
        input = x;
        gate = tf.math.sigmoid(tf.math.mul(x, polynomial(tf.math.square(x), CUBIC)));
        output = tf.math.mul(x, gate);
    }

    /**
     * Returns d loss / d x: dy (s + x s (1 - s) (2u)'). Squares again, once dy is there, which takes less than keeping the
     * squares of all layers until then.
     */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> squared = tf.withControlDependencies(dy).math.square(input);
        Operand<TFloat32> throughGate =
                tf.math.mul(tf.math.sigmoidGrad(gate, tf.math.mul(dy, input)), polynomial(squared, 3 * CUBIC));
        return tf.math.add(tf.math.mul(dy, gate), throughGate);
    }

    private Operand<TFloat32> polynomial(Operand<TFloat32> squared, float cubic) {
        return tf.math.add(tf.math.mul(squared, tf.constant(cubic)), tf.constant(SLOPE));
    }
}
