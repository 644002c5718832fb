package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What a model's graph has only for online adaptation: a pull towards the base, sums of squared gradients, and current
 * values that are loaded. Confined to one thread while it is built.
 */
final class OnlineGraph {

    /** Whatever the backward pass reads of the forward pass. */
    final Op asTrained;

    /** How far {@link #pull} goes, scalar. */
    final Placeholder<TFloat32> share;

    /** Moves every trained weight by this share of the way to its base. */
    final Op pull;

    /** Adds the squares of the gradients of this run. */
    final Op addSquares;

    /** Sums of squares become zero. */
    final Op clearSquares;

    /** Sums of squares by trained weight. */
    final Map<String, Variable> squares = new LinkedHashMap<>();

    /** Gives a trained weight the value that is fed for its base. */
    final Map<String, Op> load = new LinkedHashMap<>();

    OnlineGraph(Ops tf, Graph graph, Operand<TFloat32> losses, Iterable<Parameter> trained) {
        asTrained = keptForTraining(tf, graph, losses, trained);
        share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        List<Op> clears = new ArrayList<>();
        List<Op> adds = new ArrayList<>();
        Op before = tf.noOp();
        for (Parameter weight : trained) {
            before = weight.pull(before, share); // one after the other: each takes memory for a difference
            Variable sum = weight.beside("squares");
            Operand<TFloat32> gradient = weight.gradient();
            adds.add(tf.assignAddVariableOp(sum.handle, tf.math.square(gradient)));
            clears.add(sum.zero);
            squares.put(weight.name, sum);
            load.put(weight.name, weight.load());
        }
        pull = before;
        addSquares = tf.withControlDependencies(adds).noOp();
        clearSquares = tf.withControlDependencies(clears).noOp();
    }

    /**
     * TensorFlow rewrites what a run needs, and may merge operations whose results nothing else asks for, which rounds
     * otherwise. So that a text scores in the same bits with and without the pass back, its results are asked for.
     */
    private static Op keptForTraining(Ops tf, Graph graph, Operand<TFloat32> losses, Iterable<Parameter> trained) {
        Set<GraphOperation> forward = graph.subgraphTo(Set.of(losses));
        Set<Operand<?>> gradients = new HashSet<>();
        trained.forEach(weight -> gradients.add(weight.gradient()));
        Set<GraphOperation> backward = graph.subgraphTo(gradients);
        backward.removeAll(forward);
        List<Op> kept = new ArrayList<>();
        for (GraphOperation operation : forward) {
            if (operation.consumers().stream().anyMatch(backward::contains)) {
                kept.add(() -> operation);
            }
        }
        return tf.withControlDependencies(kept).noOp();
    }
}
