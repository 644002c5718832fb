package org.ttt4j.train.tf;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * softmax(q k^T / sqrt(d/h) + mask) v per head; B sequences of T tokens lie below each other in (B T, ...) matrices.
 * Confined to one thread.
 */
final class CausalAttention {

    private final Ops tf;
    private final Products products;
    private final Sizes sizes;
    private final Operand<TFloat32> scale;
    private final Operand<TFloat32> query;
    private final Operand<TFloat32> key;
    private final Operand<TFloat32> value;
    private final Operand<TFloat32> probabilities;
    private final Operand<TFloat32> mixed;

    /** (B T, d). */
    final Operand<TFloat32> output;

    /**
     * What all layers share.
     *
     * @param heads h
     * @param perHead d / h
     * @param batch B, scalar
     * @param tokens T, scalar
     * @param mask (T, T), 0 where row may see column, else very negative
     */
    record Sizes(int heads, int perHead, Operand<TInt32> batch, Operand<TInt32> tokens, Operand<TFloat32> mask) {}

    /** Attends; {@code qkv} is (B T, 3 d). */
    CausalAttention(Ops tf, Products products, Operand<TFloat32> qkv, Sizes sizes) {
        this.tf = tf;
        this.products = products;
        this.sizes = sizes;
        scale = tf.constant((float) (1 / Math.sqrt(sizes.perHead())));
        Operand<TFloat32> split = tf.reshape(
                qkv,
                tf.stack(List.of(
                        sizes.batch(),
                        sizes.tokens(),
                        tf.constant(3),
                        tf.constant(sizes.heads()),
                        tf.constant(sizes.perHead()))));
        List<Output<TFloat32>> parts = tf.unstack(
                        tf.linalg.transpose(split, tf.constant(new int[] {2, 0, 3, 1, 4})), 3L)
                .output();
        query = tf.math.mul(parts.get(0), scale);
        key = parts.get(1);
        value = parts.get(2);
        probabilities = tf.nn.softmax(tf.math.add(products.batched(query, false, key, true), sizes.mask()));
        mixed = products.batched(probabilities, false, value, false);
        output = rows(tf.linalg.transpose(mixed, tf.constant(new int[] {0, 2, 1, 3})), 1);
    }

    /** Returns d loss / d qkv, (B T, 3 d). */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> perToken = tf.reshape(
                dy,
                tf.stack(List.of(
                        sizes.batch(), sizes.tokens(), tf.constant(sizes.heads()), tf.constant(sizes.perHead()))));
        Operand<TFloat32> d = tf.linalg.transpose(perToken, tf.constant(new int[] {0, 2, 1, 3}));
        Operand<TFloat32> dValue = products.batched(probabilities, true, d, false);
        Operand<TFloat32> dProbabilities = products.batched(d, false, value, true);
        // sum_j dp_j p_j = d . mixed, a sum over d/h instead of T terms
        Operand<TFloat32> mean = tf.sum(tf.math.mul(d, mixed), tf.constant(-1), Sum.keepDims(true));
        Operand<TFloat32> dScores = tf.math.mul(tf.math.sub(dProbabilities, mean), probabilities);
        Operand<TFloat32> dQuery = tf.math.mul(products.batched(dScores, false, key, false), scale);
        Operand<TFloat32> dKey = products.batched(dScores, true, query, false);
        Operand<TFloat32> together = tf.stack(List.of(dQuery, dKey, dValue));
        return rows(tf.linalg.transpose(together, tf.constant(new int[] {1, 3, 0, 2, 4})), 3);
    }

    private Operand<TFloat32> rows(Operand<TFloat32> x, int parts) {
        return tf.reshape(x, tf.constant(new int[] {-1, parts * sizes.heads() * sizes.perHead()}));
    }
}
