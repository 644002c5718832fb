package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * One weight as it was loaded. All models of a graph return to it, and those that do not train it compute with it.
 * Confined to one thread.
 */
final class BaseWeight {

    final String name;
    final long[] shape;

    /** What a loader feeds, also for what models keep beside the weight. */
    final Placeholder<TFloat32> fed;

    final Op load;
    final Operand<TFloat32> read;

    BaseWeight(Ops tf, String name, long[] shape) {
        this.name = name;
        this.shape = shape.clone();
        Shape dimensions = Shape.of(shape);
        VarHandleOp handle = tf.varHandleOp(TFloat32.class, dimensions, VarHandleOp.sharedName(name + "/base"));
        fed = tf.placeholder(TFloat32.class, Placeholder.shape(dimensions));
        load = tf.assignVariableOp(handle, fed);
        read = tf.readVariableOp(handle, TFloat32.class);
    }
}
