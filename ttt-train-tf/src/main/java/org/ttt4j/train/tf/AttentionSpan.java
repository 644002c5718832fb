package org.ttt4j.train.tf;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The part of {@link Attention} that some rows of queries have, with L rows and W columns. Confined to one thread. */
final class AttentionSpan {

    private final Ops tf;
    private final Products products;
    private final Attention.Rule rule;
    private final Span span;
    private final Operand<TInt32> batch;
    private final int group;
    private final Operand<TFloat32> query;
    private final Operand<TFloat32> key;
    private final Operand<TFloat32> value;
    private final Operand<TFloat32> bounded;
    private final Operand<TFloat32> probabilities;
    private final Operand<TFloat32> kept;
    private final Operand<TFloat32> weights;
    private final Operand<TFloat32> mixed;

    AttentionSpan(
            Ops tf, Products products, Attention.Rule rule, Attention.Inputs inputs, Span span, Dropping dropping) {
        this.tf = tf;
        this.products = products;
        this.rule = rule;
        this.span = span;
        batch = inputs.batch();
        group = rule.group();
        Operand<TFloat32> rows = span.ofQueries(inputs.query());
        query = merged(rule.scale() == 1 ? rows : tf.math.mul(rows, tf.constant(rule.scale())));
        key = span.ofKeys(inputs.key());
        value = span.ofKeys(inputs.value());
        Operand<TFloat32> scores = products.batched(query, false, key, true);
        bounded = rule.cap() == 0 ? null : tf.math.tanh(tf.math.div(scores, tf.constant(rule.cap())));
        Operand<TFloat32> capped = bounded == null ? scores : tf.math.mul(bounded, tf.constant(rule.cap()));
        probabilities = merged(tf.nn.softmax(tf.math.add(parted(capped, span.columns()), span.mask())));
        double rate = dropping.rates.attention();
        kept = rate == 0 ? null : dropping.mask(probabilities, rate);
        weights = kept == null ? probabilities : tf.math.mul(probabilities, kept);
        mixed = products.batched(weights, false, value, false);
    }

    /** (n, B, g, L, perHead), without the third where g is 1; only the span's own rows. */
    Operand<TFloat32> output() {
        return span.own(parted(mixed, tf.constant(rule.perHead())));
    }

    /**
     * From d loss / d output of all rows, (n, B, g, T, perHead), to d loss / d query of these, (n, B, g, L, perHead), and
     * their share of d loss / d key and value, (n, B, S, perHead).
     */
    List<Operand<TFloat32>> backward(Operand<TFloat32> dOutput) {
        Operand<TFloat32> d = merged(span.ofGradients(dOutput));
        Operand<TFloat32> dValue = products.batched(weights, true, d, false);
        Operand<TFloat32> dWeights = products.batched(d, false, value, true);
        Operand<TFloat32> dProbabilities = kept == null ? dWeights : tf.math.mul(dWeights, kept);
        // sum_j dp_j p_j = d . mixed, a sum over perHead instead of W terms
        Operand<TFloat32> mean = tf.sum(tf.math.mul(d, mixed), tf.constant(-1), Sum.keepDims(true));
        Operand<TFloat32> dScores = tf.math.mul(tf.math.sub(dProbabilities, mean), probabilities);
        if (bounded != null) {
            dScores = tf.math.mul(dScores, tf.math.sub(tf.constant(1f), tf.math.square(bounded)));
        }
        Operand<TFloat32> dQuery = parted(products.batched(dScores, false, key, false), tf.constant(rule.perHead()));
        Operand<TFloat32> dKey = products.batched(dScores, true, query, false);
        return List.of(
                span.own(rule.scale() == 1 ? dQuery : tf.math.mul(dQuery, tf.constant(rule.scale()))),
                span.amongKeys(dKey),
                span.amongKeys(dValue));
    }

    /** (n, B, g, L, columns) to (n, B, g L, columns). */
    private Operand<TFloat32> merged(Operand<TFloat32> x) {
        return group == 1
                ? x
                : tf.reshape(
                        x,
                        tf.stack(List.of(
                                tf.constant(rule.keyValueHeads()),
                                batch,
                                tf.math.mul(tf.constant(group), span.rows()),
                                tf.constant(-1))));
    }

    /** (n, B, g L, columns) to (n, B, g, L, columns). */
    private Operand<TFloat32> parted(Operand<TFloat32> x, Operand<TInt32> columns) {
        return group == 1
                ? x
                : tf.reshape(
                        x,
                        tf.stack(List.of(
                                tf.constant(rule.keyValueHeads()), batch, tf.constant(group), span.rows(), columns)));
    }
}
