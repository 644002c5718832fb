package org.ttt4j.train.tf;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * softmax(cap(scale q k^T) + mask) v per head. Heads come first, then B sequences of T tokens. The g query heads that
 * share a key and value head lie below each other in one product, so that keys and values are never repeated and their
 * gradients sum by themselves (Ainslie et al., arXiv 2305.13245). Confined to one thread.
 */
final class Attention {

    private final Ops tf;
    private final Products products;
    private final Rule rule;
    private final Inputs inputs;
    private final int group;
    private final Operand<TFloat32> query;
    private final Operand<TFloat32> bounded;
    private final Operand<TFloat32> probabilities;
    private final Operand<TFloat32> kept;
    private final Operand<TFloat32> weights;
    private final Operand<TFloat32> mixed;

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
    record Rule(int heads, int keyValueHeads, int perHead, float scale, int window, float cap) {}

    /**
     * What it attends to.
     *
     * @param query (n, B, g, T, perHead), or (n, B, T, perHead) where g is 1
     * @param key (n, B, S, perHead)
     * @param value (n, B, S, perHead)
     * @param mask (T, S), 0 where row may see column, else very negative
     * @param batch B, scalar
     * @param tokens T, scalar
     * @param keys S, scalar: T, and more where tokens of earlier runs are remembered
     */
    record Inputs(
            Operand<TFloat32> query,
            Operand<TFloat32> key,
            Operand<TFloat32> value,
            Operand<TFloat32> mask,
            Operand<TInt32> batch,
            Operand<TInt32> tokens,
            Operand<TInt32> keys) {}

    Attention(Ops tf, Products products, Rule rule, Inputs inputs, Dropping dropping) {
        this.tf = tf;
        this.products = products;
        this.rule = rule;
        this.inputs = inputs;
        group = rule.heads() / rule.keyValueHeads();
        query = merged(rule.scale() == 1 ? inputs.query() : tf.math.mul(inputs.query(), tf.constant(rule.scale())));
        Operand<TFloat32> scores = products.batched(query, false, inputs.key(), true);
        bounded = rule.cap() == 0 ? null : tf.math.tanh(tf.math.div(scores, tf.constant(rule.cap())));
        Operand<TFloat32> capped = bounded == null ? scores : tf.math.mul(bounded, tf.constant(rule.cap()));
        probabilities = merged(tf.nn.softmax(tf.math.add(parted(capped, inputs.keys()), inputs.mask())));
        double rate = dropping.rates.attention();
        kept = rate == 0 ? null : dropping.mask(probabilities, rate);
        weights = kept == null ? probabilities : tf.math.mul(probabilities, kept);
        mixed = products.batched(weights, false, inputs.value(), false);
        output = tf.reshape(
                tf.linalg.transpose(
                        parted(mixed, tf.constant(rule.perHead())),
                        tf.constant(group == 1 ? new int[] {1, 2, 0, 3} : new int[] {1, 3, 0, 2, 4})),
                tf.constant(new int[] {-1, rule.heads() * rule.perHead()}));
    }

    /** Returns d loss / d query, key and value. */
    List<Operand<TFloat32>> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> d = perHead(dy);
        Operand<TFloat32> dValue = products.batched(weights, true, d, false);
        Operand<TFloat32> dWeights = products.batched(d, false, inputs.value(), true);
        Operand<TFloat32> dProbabilities = kept == null ? dWeights : tf.math.mul(dWeights, kept);
        // sum_j dp_j p_j = d . mixed, a sum over perHead instead of T terms
        Operand<TFloat32> mean = tf.sum(tf.math.mul(d, mixed), tf.constant(-1), Sum.keepDims(true));
        Operand<TFloat32> dScores = tf.math.mul(tf.math.sub(dProbabilities, mean), probabilities);
        if (bounded != null) {
            dScores = tf.math.mul(dScores, tf.math.sub(tf.constant(1f), tf.math.square(bounded)));
        }
        Operand<TFloat32> dQuery =
                parted(products.batched(dScores, false, inputs.key(), false), tf.constant(rule.perHead()));
        Operand<TFloat32> dKey = products.batched(dScores, true, query, false);
        return List.of(rule.scale() == 1 ? dQuery : tf.math.mul(dQuery, tf.constant(rule.scale())), dKey, dValue);
    }

    /** (B T, heads perHead) to (n, B, g T, perHead). */
    private Operand<TFloat32> perHead(Operand<TFloat32> x) {
        Operand<TInt32> n = tf.constant(rule.keyValueHeads());
        Operand<TInt32> size = tf.constant(rule.perHead());
        if (group == 1) {
            return tf.linalg.transpose(
                    tf.reshape(x, tf.stack(List.of(inputs.batch(), inputs.tokens(), n, size))),
                    tf.constant(new int[] {2, 0, 1, 3}));
        }
        Operand<TInt32> shape = tf.stack(List.of(inputs.batch(), inputs.tokens(), n, tf.constant(group), size));
        return merged(tf.linalg.transpose(tf.reshape(x, shape), tf.constant(new int[] {2, 0, 3, 1, 4})));
    }

    /** (n, B, g, T, columns) to (n, B, g T, columns). */
    private Operand<TFloat32> merged(Operand<TFloat32> x) {
        return group == 1
                ? x
                : tf.reshape(
                        x,
                        tf.stack(List.of(
                                tf.constant(rule.keyValueHeads()),
                                inputs.batch(),
                                tf.math.mul(tf.constant(group), inputs.tokens()),
                                tf.constant(-1))));
    }

    /** (n, B, g T, columns) to (n, B, g, T, columns). */
    private Operand<TFloat32> parted(Operand<TFloat32> x, Operand<TInt32> columns) {
        return group == 1
                ? x
                : tf.reshape(
                        x,
                        tf.stack(List.of(
                                tf.constant(rule.keyValueHeads()),
                                inputs.batch(),
                                tf.constant(group),
                                inputs.tokens(),
                                columns)));
    }
}
