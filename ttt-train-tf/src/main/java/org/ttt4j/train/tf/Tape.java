package org.ttt4j.train.tf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Remembers the pieces of a forward pass, each with its hand-written backward, and runs them in reverse. What a value
 * feeds several pieces, their gradients are added. What depends on no trained weight is not remembered: the way back
 * ends at the lowest trained weight. Confined to one thread.
 */
final class Tape {

    /** From d loss / d outputs to d loss / d inputs, each in the order in which it was recorded. */
    @FunctionalInterface
    interface Backward {
        List<Operand<TFloat32>> apply(List<Operand<TFloat32>> dOutputs);
    }

    private record Piece(List<Operand<TFloat32>> inputs, List<Operand<TFloat32>> outputs, Backward backward) {}

    private final Ops tf;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final Set<Output<TFloat32>> trained = new HashSet<>();
    private final Map<Output<TFloat32>, Operand<TFloat32>> gradients = new HashMap<>();

    Tape(Ops tf) {
        this.tf = tf;
    }

    /** Records a piece of one input, one output and perhaps weights of its own, null for none; returns the output. */
    Operand<TFloat32> record(
            Operand<TFloat32> input,
            Operand<TFloat32> output,
            UnaryOperator<Operand<TFloat32>> backward,
            Parameter... weights) {
        record(List.of(input), List.of(output), d -> List.of(backward.apply(d.get(0))), weights);
        return output;
    }

    /** Records a piece, with the weights of its own to whose gradients its backward adds. */
    void record(
            List<Operand<TFloat32>> inputs, List<Operand<TFloat32>> outputs, Backward backward, Parameter... weights) {
        boolean own = Arrays.stream(weights).anyMatch(weight -> weight != null && weight.trained());
        if (own || inputs.stream().anyMatch(x -> trained.contains(x.asOutput()))) {
            pieces.push(new Piece(inputs, outputs, backward));
            outputs.forEach(y -> trained.add(y.asOutput()));
        }
    }

    /** Runs everything backward from d loss / d output. Every output recorded before it must have been used. */
    void backward(Operand<TFloat32> output, Operand<TFloat32> dOutput) {
        gradients.put(output.asOutput(), dOutput);
        for (Piece piece : pieces) {
            List<Operand<TFloat32>> dOutputs = new ArrayList<>();
            piece.outputs.forEach(y -> dOutputs.add(gradients.remove(y.asOutput())));
            List<Operand<TFloat32>> dInputs = piece.backward.apply(dOutputs);
            for (int i = 0; i < piece.inputs.size(); i++) {
                Output<TFloat32> input = piece.inputs.get(i).asOutput();
                if (trained.contains(input)) {
                    gradients.merge(input, dInputs.get(i), tf.math::add);
                }
            }
        }
    }
}
