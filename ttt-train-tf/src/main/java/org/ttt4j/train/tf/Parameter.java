package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One weight in the graph: the current value, the base value it returns to, both Adam moments, and the gradient that
 * the backward pass adds up. Confined to one thread.
 */
final class Parameter {

    final String name;
    final long[] shape;

    /** Current value, first and second moment. */
    final VarHandleOp value;

    final VarHandleOp firstMoment;
    final VarHandleOp secondMoment;

    /** What a loader feeds. */
    final Placeholder<TFloat32> fed;

    final Op loadBase;
    final Op loadFirstMoment;
    final Op loadSecondMoment;
    final Op reset;
    final Op zeroFirstMoment;
    final Op zeroSecondMoment;

    /** The value as the forward pass reads it. */
    final Operand<TFloat32> read;

    final Operand<TFloat32> readFirstMoment;
    final Operand<TFloat32> readSecondMoment;

    private final Ops tf;
    private Operand<TFloat32> gradient;

    Parameter(Ops tf, String name, long[] shape) {
        this.tf = tf;
        this.name = name;
        this.shape = shape.clone();
        Shape dimensions = Shape.of(shape);
        value = variable(name, dimensions);
        VarHandleOp base = variable(name + "/base", dimensions);
        firstMoment = variable(name + "/m", dimensions);
        secondMoment = variable(name + "/v", dimensions);
        fed = tf.placeholder(TFloat32.class, Placeholder.shape(dimensions));
        loadBase = tf.assignVariableOp(base, fed);
        loadFirstMoment = tf.assignVariableOp(firstMoment, fed);
        loadSecondMoment = tf.assignVariableOp(secondMoment, fed);
        // Assigning what was read shares the buffer; the first write after it copies. Reset moves no weights.
        reset = tf.assignVariableOp(value, tf.readVariableOp(base, TFloat32.class));
        zeroFirstMoment = tf.assignVariableOp(firstMoment, zeros());
        zeroSecondMoment = tf.assignVariableOp(secondMoment, zeros());
        read = tf.readVariableOp(value, TFloat32.class);
        readFirstMoment = tf.readVariableOp(firstMoment, TFloat32.class);
        readSecondMoment = tf.readVariableOp(secondMoment, TFloat32.class);
    }

    /** Adds a term of d loss / d value. */
    void accumulate(Operand<TFloat32> term) {
        gradient = gradient == null ? term : tf.math.add(gradient, term);
    }

    /** Adds terms of some rows of d loss / d value: {@code rows} (n, 1), {@code terms} (n, columns). */
    void accumulateRows(Operand<TInt32> rows, Operand<TFloat32> terms) {
        gradient = tf.tensorScatterNdAdd(gradient == null ? zeros() : gradient, rows, terms);
    }

    /** d loss / d value, shape of the value; complete after the backward pass. */
    Operand<TFloat32> gradient() {
        return gradient;
    }

    private VarHandleOp variable(String sharedName, Shape dimensions) {
        return tf.varHandleOp(TFloat32.class, dimensions, VarHandleOp.sharedName(sharedName));
    }

    private Operand<TFloat32> zeros() {
        return tf.fill(tf.constant(shape), tf.constant(0f));
    }
}
