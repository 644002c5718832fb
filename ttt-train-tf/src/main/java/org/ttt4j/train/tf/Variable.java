package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * What is kept beside a weight, in its shape: a moment of the optimizer, or a gradient for later. It takes memory once
 * it is zeroed or loaded. Confined to one thread.
 */
final class Variable {

    final VarHandleOp handle;
    final Op load;
    final Op zero;
    final Operand<TFloat32> read;

    Variable(Ops tf, String name, long[] shape, Operand<TFloat32> fed) {
        handle = tf.varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(name));
        load = tf.assignVariableOp(handle, fed);
        zero = tf.assignVariableOp(handle, zeros(tf, shape));
        read = tf.readVariableOp(handle, TFloat32.class);
    }

    /** Zeros of this shape, made in each run. */
    static Operand<TFloat32> zeros(Ops tf, long[] shape) {
        return tf.fill(tf.constant(shape), tf.constant(0f));
    }
}
