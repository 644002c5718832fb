package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Gradients kept from run to run: summed over several chunks, or used for several steps. Confined to one thread. */
final class HeldGradients {

    /** Adds the gradients of this run. */
    final Op add;

    /** Sums become zero. */
    final Op clear;

    /** Steps with the sums times {@link #share}. */
    final Updates updates;

    /** The sums by name of the weight. */
    final Map<String, Variable> sums = new LinkedHashMap<>();

    /** Scalar. */
    final Placeholder<TFloat32> share;

    HeldGradients(Ops tf, Optimizer optimizer, Iterable<Parameter> trained) {
        share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        List<Op> adds = new ArrayList<>();
        List<Op> clears = new ArrayList<>();
        Map<Parameter, Operand<TFloat32>> means = new LinkedHashMap<>();
        for (Parameter weight : trained) {
            Variable sum = weight.beside("held");
            adds.add(tf.assignAddVariableOp(sum.handle, weight.gradient()));
            clears.add(sum.zero);
            sums.put(weight.name, sum);
            means.put(weight, tf.math.mul(sum.read, share));
        }
        add = tf.withControlDependencies(adds).noOp();
        clear = tf.withControlDependencies(clears).noOp();
        updates = new Updates(tf, optimizer, means);
    }
}
