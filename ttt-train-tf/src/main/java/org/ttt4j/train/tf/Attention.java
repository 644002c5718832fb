package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * softmax(cap(scale q k^T) + mask) v per head. Heads come first, then B sequences of T tokens. The g query heads that
 * share a key and value head lie below each other in one product, so that keys and values are never repeated and their
 * gradients sum by themselves (Ainslie et al., arXiv 2305.13245). Confined to one thread.
 */
final class Attention {

    private final Ops tf;
    private final Rule rule;
    private final Inputs inputs;
    private final List<AttentionSpan> spans = new ArrayList<>();

    /** (B T, heads perHead). */
    final Operand<TFloat32> output;

    /**
     * How a layer attends.
     *
     * @param heads of queries, a multiple of keyValueHeads
     * @param keyValueHeads n
     * @param perHead size of a head
     * @param scale of the scores
     * @param window tokens a token sees, itself included, 0 for all before it
     * @param cap bound c of the scores, which become c tanh(score / c), 0 for none
     */
    record Rule(int heads, int keyValueHeads, int perHead, float scale, int window, float cap) {

        /** g. */
        int group() {
            return heads / keyValueHeads;
        }
    }

    /**
     * What it attends to.
     *
     * @param query (n, B, g, T, perHead), or (n, B, T, perHead) where g is 1
     * @param key (n, B, S, perHead), S being T, and more where tokens of earlier runs are remembered
     * @param value (n, B, S, perHead)
     * @param batch B, scalar
     * @param tokens T, scalar
     */
    record Inputs(
            Operand<TFloat32> query,
            Operand<TFloat32> key,
            Operand<TFloat32> value,
            Operand<TInt32> batch,
            Operand<TInt32> tokens) {}

    /** Attention whose queries are those of the spans together. */
    Attention(Ops tf, Products products, Rule rule, Inputs inputs, List<Span> spans, Dropping dropping) {
        this.tf = tf;
        this.rule = rule;
        this.inputs = inputs;
        spans.forEach(span -> this.spans.add(new AttentionSpan(tf, products, rule, inputs, span, dropping)));
        Operand<TFloat32> mixed =
                joined(this.spans.stream().map(AttentionSpan::output).toList());
        output = tf.reshape(
                tf.linalg.transpose(
                        mixed, tf.constant(rule.group() == 1 ? new int[] {1, 2, 0, 3} : new int[] {1, 3, 0, 2, 4})),
                tf.constant(new int[] {-1, rule.heads() * rule.perHead()}));
    }

    /** Returns d loss / d query, key and value. */
    List<Operand<TFloat32>> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> d = perHead(dy);
        List<Operand<TFloat32>> dQueries = new ArrayList<>();
        List<Operand<TFloat32>> dKeys = new ArrayList<>();
        List<Operand<TFloat32>> dValues = new ArrayList<>();
        for (AttentionSpan span : spans) {
            List<Operand<TFloat32>> dInputs = span.backward(d);
            dQueries.add(dInputs.get(0));
            dKeys.add(dInputs.get(1));
            dValues.add(dInputs.get(2));
        }
        return List.of(joined(dQueries), summed(dKeys), summed(dValues));
    }

    /** (B T, heads perHead) to (n, B, g, T, perHead), without the third where g is 1. */
    private Operand<TFloat32> perHead(Operand<TFloat32> x) {
        Operand<TInt32> n = tf.constant(rule.keyValueHeads());
        Operand<TInt32> size = tf.constant(rule.perHead());
        List<Operand<TInt32>> shape = rule.group() == 1
                ? List.of(inputs.batch(), inputs.tokens(), n, size)
                : List.of(inputs.batch(), inputs.tokens(), n, tf.constant(rule.group()), size);
        return tf.linalg.transpose(
                tf.reshape(x, tf.stack(shape)),
                tf.constant(rule.group() == 1 ? new int[] {2, 0, 1, 3} : new int[] {2, 0, 3, 1, 4}));
    }

    /** Rows of queries below each other. */
    private Operand<TFloat32> joined(List<Operand<TFloat32>> rows) {
        return rows.size() == 1 ? rows.get(0) : tf.concat(rows, tf.constant(-2));
    }

    private Operand<TFloat32> summed(List<Operand<TFloat32>> terms) {
        return terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
    }
}
