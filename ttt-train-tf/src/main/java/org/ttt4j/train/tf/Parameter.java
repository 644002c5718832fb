package org.ttt4j.train.tf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One weight in the graph: the current value and the base value it returns to; if it is trained, also the gradient that
 * the backward pass adds up and what the optimizer keeps. Confined to one thread.
 */
final class Parameter {

    final String name;
    final long[] shape;

    /** Current value. */
    final VarHandleOp value;

    /** What a loader feeds. */
    final Placeholder<TFloat32> fed;

    final Op loadBase;
    final Op reset;

    /** The value as the forward pass reads it. */
    final Operand<TFloat32> read;

    private final Ops tf;
    private final boolean trained;
    private final Map<String, Variable> moments = new LinkedHashMap<>();
    private Operand<TFloat32> gradient;

    Parameter(Ops tf, String name, long[] shape, boolean trained) {
        this.tf = tf;
        this.name = name;
        this.shape = shape.clone();
        this.trained = trained;
        Shape dimensions = Shape.of(shape);
        value = tf.varHandleOp(TFloat32.class, dimensions, VarHandleOp.sharedName(name));
        VarHandleOp base = tf.varHandleOp(TFloat32.class, dimensions, VarHandleOp.sharedName(name + "/base"));
        fed = tf.placeholder(TFloat32.class, Placeholder.shape(dimensions));
        loadBase = tf.assignVariableOp(base, fed);
        // Assigning what was read shares the buffer; the first write after it copies. Reset moves no weights.
        reset = tf.assignVariableOp(value, tf.readVariableOp(base, TFloat32.class));
        read = tf.readVariableOp(value, TFloat32.class);
    }

    /** Whether a step moves it. */
    boolean trained() {
        return trained;
    }

    /** Adds a term of d loss / d value, which is not even computed for a weight that stays. */
    void accumulate(Supplier<Operand<TFloat32>> term) {
        if (trained) {
            gradient = gradient == null ? term.get() : tf.math.add(gradient, term.get());
        }
    }

    /** Adds terms of some rows of d loss / d value: {@code rows} (n, 1), {@code terms} (n, columns). */
    void accumulateRows(Operand<TInt32> rows, Operand<TFloat32> terms) {
        if (trained) {
            Operand<TFloat32> sum = gradient == null ? Variable.zeros(tf, shape) : gradient;
            gradient = tf.tensorScatterNdAdd(sum, rows, terms);
        }
    }

    /** d loss / d value, shape of the value; complete after the backward pass. */
    Operand<TFloat32> gradient() {
        return gradient;
    }

    /** What the optimizer keeps of this weight under a name, made when first asked for. */
    Variable moment(String of) {
        return moments.computeIfAbsent(of, key -> beside(key));
    }

    /** All that the optimizer keeps of it. */
    Iterable<Variable> moments() {
        return moments.values();
    }

    /** A further variable of this shape. */
    Variable beside(String suffix) {
        return new Variable(tf, name + "/" + suffix, shape, fed);
    }
}
