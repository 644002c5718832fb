package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What attention remembers of the tokens before those of a run: for each layer keys, turned by their position, and
 * values, (n, 1, S, perHead) each. A run is fed what the run before it fetched. Confined to one thread while the graph
 * is built.
 */
final class KeyValueCache {

    private final Ops tf;

    /** S as a (1, 1) matrix. */
    final Placeholder<TInt32> length;

    /** Keys and values of each layer in turn, of no token unless fed. */
    final List<Operand<TFloat32>> past = new ArrayList<>();

    /** The same with those of the run's T tokens behind them, (n, 1, S + T, perHead). */
    final List<Operand<TFloat32>> extended = new ArrayList<>();

    KeyValueCache(Ops tf) {
        this.tf = tf;
        length = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(1, 1)));
    }

    /** S, scalar. */
    Operand<TInt32> before() {
        return tf.reshape(length, tf.constant(new int[0]));
    }

    /** Keys or values (n, 1, T, perHead) behind those of earlier runs. */
    Operand<TFloat32> extend(Operand<TFloat32> now, Attention.Rule rule) {
        int[] none = {rule.keyValueHeads(), 1, 0, rule.perHead()};
        PlaceholderWithDefault<TFloat32> fed = tf.placeholderWithDefault(
                tf.fill(tf.constant(none), tf.constant(0f)), Shape.of(rule.keyValueHeads(), 1, -1, rule.perHead()));
        Operand<TFloat32> both = tf.concat(List.of(fed, now), tf.constant(2));
        past.add(fed);
        extended.add(both);
        return both;
    }
}
