package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * From gradients to new weights: a clip of the global norm as torch's {@code clip_grad_norm_}, then the optimizer's
 * update of one weight after the other. In any order, TensorFlow would first make every product that the updates need
 * and keep them all in memory; so a weight, its gradient and its moments stay in the cache from op to op. Confined to
 * one thread.
 */
final class Updates {

    /** Global gradient norm before clipping, scalar. */
    final Operand<TFloat32> gradientNorm;

    /** Moves every weight. */
    final Op all;

    private final Optimizer optimizer;
    private final Placeholder<TFloat32> stepSize;
    private final Placeholder<TFloat32> epsilon;
    private final Placeholder<TFloat32> decay;

    /** Updates of the weights with these gradients. */
    Updates(Ops tf, Optimizer optimizer, Map<Parameter, Operand<TFloat32>> gradients) {
        this.optimizer = optimizer;
        stepSize = scalar(tf);
        epsilon = scalar(tf);
        decay = scalar(tf);
        List<Operand<TFloat32>> halves = new ArrayList<>();
        gradients.values().forEach(gradient -> halves.add(tf.nn.l2Loss(gradient)));
        gradientNorm = tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halves)));
        boolean clips = optimizer.clipNorm() > 0;
        Operand<TFloat32> clip = tf.math.minimum(
                tf.constant(1f),
                tf.math.div(tf.constant((float) optimizer.clipNorm()), tf.math.add(gradientNorm, tf.constant(1e-6f))));
        // Every gradient exists only once the forward and backward pass have read the old weights.
        Op read = clips
                ? clip
                : tf.withControlDependencies(List.copyOf(gradients.values())).noOp();
        boolean scales = clips && !optimizer.proportional();
        Operand<TFloat32> size = clips && !scales ? tf.math.mul(stepSize, clip) : stepSize;
        Optimizer.Fed numbers = new Optimizer.Fed(size, epsilon, decay);
        Op before = read;
        for (Parameter weight : smallestFirst(gradients.keySet())) {
            Operand<TFloat32> whole = gradients.get(weight);
            Operand<TFloat32> gradient =
                    scales ? tf.withControlDependencies(before).math.mul(whole, clip) : whole;
            before = optimizer.update(tf, before, weight, gradient, numbers);
        }
        all = tf.withControlDependencies(before).noOp();
    }

    /** Feeds the numbers of a step and asks for it. */
    NativeCall on(NativeCall call, double learningRate, long number) {
        Optimizer.Numbers numbers = optimizer.at(learningRate, number);
        return call.feed(stepSize, numbers.stepSize())
                .feed(epsilon, numbers.epsilon())
                .feed(decay, numbers.decay())
                .target(all);
    }

    /** The largest products, those of the embedding, are made when the gradients of all others are gone. */
    private static List<Parameter> smallestFirst(Collection<Parameter> weights) {
        return weights.stream()
                .sorted(Comparator.comparingLong(weight -> Shapes.elements(weight.shape)))
                .toList();
    }

    private static Placeholder<TFloat32> scalar(Ops tf) {
        return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }
}
