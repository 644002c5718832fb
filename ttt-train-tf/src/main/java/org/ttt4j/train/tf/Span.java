package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Rows of queries that attend together, and the columns of keys that any of them sees: of a long sequence, the products
 * above the diagonal, and those outside a window, are left out a block at a time. Confined to one thread.
 *
 * @param queries which rows, null for all
 * @param keys which columns, null for all
 * @param rows number of queries, scalar
 * @param columns number of keys, scalar
 * @param mask (rows, columns), 0 where the row's token sees the column's, else very negative
 */
record Span(Ops tf, Cut queries, Cut keys, Operand<TInt32> rows, Operand<TInt32> columns, Operand<TFloat32> mask) {

    private static final int SHORTEST = 256;
    private static final int MOST = 4;

    /**
     * A part of an axis, in scalars.
     *
     * @param first place
     * @param size how many
     * @param own how many of them are this span's: none or all
     * @param after how many are left behind them
     */
    private record Cut(Operand<TInt32> first, Operand<TInt32> size, Operand<TInt32> own, Operand<TInt32> after) {}

    /** One for everything: T rows, S columns. */
    static List<Span> whole(Ops tf, Operand<TInt32> rows, Operand<TInt32> columns, Operand<TFloat32> mask) {
        return List.of(new Span(tf, null, null, rows, columns, mask));
    }

    /**
     * As many as pay for a sequence, of which row i sees columns up to i.
     *
     * @param length T, scalar
     * @param longest most tokens of a sequence
     * @param window columns that a row sees, 0 for all before it
     * @param mask (T, T)
     */
    static List<Span> causal(Ops tf, Operand<TInt32> length, int longest, int window, Operand<TFloat32> mask) {
        int count = Math.min(MOST, longest / SHORTEST);
        if (count < 2) {
            return whole(tf, length, length, mask);
        }
        List<Span> spans = new ArrayList<>();
        Operand<TInt32> from = tf.constant(0);
        Operand<TInt32> one = tf.constant(1);
        for (int i = 1; i <= count; i++) {
            Operand<TInt32> to = tf.math.floorDiv(tf.math.mul(length, tf.constant(i)), tf.constant(count));
            // A short sequence leaves spans without rows of their own; oneDNN refuses products of no rows, so these
            // compute another's
            Operand<TInt32> first = tf.math.minimum(from, tf.math.sub(length, one));
            Operand<TInt32> end = tf.math.maximum(to, tf.math.add(first, one));
            Operand<TInt32> start = window == 0
                    ? tf.constant(0)
                    : tf.math.maximum(tf.constant(0), tf.math.sub(first, tf.constant(window - 1)));
            Operand<TInt32> rows = tf.math.sub(end, first);
            Operand<TInt32> columns = tf.math.sub(end, start);
            Operand<TInt32> after = tf.math.sub(length, end);
            spans.add(new Span(
                    tf,
                    new Cut(first, rows, tf.math.sub(to, from), after),
                    new Cut(start, columns, columns, after),
                    rows,
                    columns,
                    tf.slice(mask, tf.stack(List.of(first, start)), tf.stack(List.of(rows, columns)))));
            from = to;
        }
        return spans;
    }

    /** Its rows of queries (.., T, columns). */
    Operand<TFloat32> ofQueries(Operand<TFloat32> x) {
        return queries == null ? x : cut(x, queries.first(), queries.size());
    }

    /** Its rows of d loss / d output (.., T, columns): zeros if they are another span's. */
    Operand<TFloat32> ofGradients(Operand<TFloat32> d) {
        return queries == null
                ? d
                : tf.math.mul(
                        ofQueries(d), tf.dtypes.cast(tf.math.minimum(queries.own(), tf.constant(1)), TFloat32.class));
    }

    /** Of what was computed for {@link #ofQueries} what is this span's. */
    Operand<TFloat32> own(Operand<TFloat32> x) {
        return queries == null ? x : cut(x, tf.constant(0), queries.own());
    }

    /** Its rows of keys or values (.., S, columns). */
    Operand<TFloat32> ofKeys(Operand<TFloat32> x) {
        return keys == null ? x : cut(x, keys.first(), keys.size());
    }

    /** What {@link #ofKeys} gives, with zeros around it: (.., S, columns). */
    Operand<TFloat32> amongKeys(Operand<TFloat32> x) {
        if (keys == null) {
            return x;
        }
        List<Operand<TInt32>> padding = new ArrayList<>();
        int axes = x.asOutput().rank();
        for (int axis = 0; axis < axes; axis++) {
            padding.add(
                    axis == axes - 2 ? tf.stack(List.of(keys.first(), keys.after())) : tf.constant(new int[] {0, 0}));
        }
        return tf.pad(x, tf.stack(padding), tf.constant(0f));
    }

    /** Rows of (.., rows, columns). */
    private Operand<TFloat32> cut(Operand<TFloat32> x, Operand<TInt32> first, Operand<TInt32> size) {
        List<Operand<TInt32>> begin = new ArrayList<>();
        List<Operand<TInt32>> sizes = new ArrayList<>();
        int axes = x.asOutput().rank();
        for (int axis = 0; axis < axes; axis++) {
            begin.add(axis == axes - 2 ? first : tf.constant(0));
            sizes.add(axis == axes - 2 ? size : tf.constant(-1));
        }
        return tf.slice(x, tf.stack(begin), tf.stack(sizes));
    }
}
