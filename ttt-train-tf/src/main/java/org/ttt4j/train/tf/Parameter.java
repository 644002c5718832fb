package org.ttt4j.train.tf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One weight of a model: as it was loaded if no step moves it, else a value of its own that returns to that, with the
 * gradient that the backward pass adds up and what the optimizer keeps. Confined to one thread.
 */
final class Parameter {

    final String name;
    final long[] shape;

    /** Current value of a weight that is trained, else null. */
    final VarHandleOp value;

    /** The value as the forward pass reads it. */
    final Operand<TFloat32> read;

    private final Ops tf;
    private final String model;
    private final BaseWeight base;
    private final Map<String, Variable> moments = new LinkedHashMap<>();
    private final Map<String, Variable> constants = new LinkedHashMap<>();
    private Operand<TFloat32> gradient;

    /** A weight of the model with this name. */
    Parameter(Ops tf, String model, BaseWeight base, boolean trained) {
        this.tf = tf;
        this.model = model;
        this.base = base;
        this.name = base.name;
        this.shape = base.shape;
        value = trained
                ? tf.varHandleOp(TFloat32.class, Shape.of(shape), VarHandleOp.sharedName(model + "/" + name))
                : null;
        read = trained ? tf.readVariableOp(value, TFloat32.class) : base.read;
    }

    /** Gives a weight that is trained its base value. */
    Op reset() {
        // Assigning what was read shares the buffer; the first write after it copies. Reset moves no weights.
        return tf.assignVariableOp(value, base.read);
    }

    /** Gives a weight that is trained the value that is fed for its base. */
    Op load() {
        return tf.assignVariableOp(value, base.fed);
    }

    /** Moves its current value towards the base: w -= share (w - w0), in place but for the difference. */
    Op pull(Op before, Operand<TFloat32> share) {
        Ops after = tf.withControlDependencies(before);
        return after.train.resourceApplyGradientDescent(value, share, distance(after));
    }

    /** What parts its current value, read after what the given operations wait for, from the base. */
    Operand<TFloat32> distance(Ops after) {
        return after.math.sub(after.readVariableOp(value, TFloat32.class), base.read);
    }

    /** Whether a step moves it. */
    boolean trained() {
        return value != null;
    }

    /** Adds a term of d loss / d value, which is not even computed for a weight that stays. */
    void accumulate(Supplier<Operand<TFloat32>> term) {
        if (trained()) {
            gradient = gradient == null ? term.get() : tf.math.add(gradient, term.get());
        }
    }

    /** Adds terms of some rows of d loss / d value: {@code rows} (n, 1), {@code terms} (n, columns). */
    void accumulateRows(Operand<TInt32> rows, Operand<TFloat32> terms) {
        if (trained()) {
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

    /** All that the optimizer keeps of it, by name. */
    Map<String, Variable> moments() {
        return Collections.unmodifiableMap(moments);
    }

    /** What the optimizer reads of this weight and never moves, made when first asked for; not zeroed with the moments. */
    Variable constant(String of) {
        return constants.computeIfAbsent(of, key -> beside(key));
    }

    /** A further variable of this shape. */
    Variable beside(String suffix) {
        return new Variable(tf, model + "/" + name + "/" + suffix, shape, base.fed);
    }
}
