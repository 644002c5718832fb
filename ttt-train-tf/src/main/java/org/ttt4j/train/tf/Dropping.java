package org.ttt4j.train.tf;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The masks of dropout in a graph: made from the seed of a run and the place in the graph, and all ones in runs without a
 * seed, which score. Confined to one thread.
 */
final class Dropping {

    final Dropout rates;

    /** A whole number of at least 1, scalar; 0, the default, drops nothing. */
    final PlaceholderWithDefault<TFloat32> seed;

    private final Ops tf;
    private int places;

    Dropping(Ops tf, Dropout rates) {
        this.tf = tf;
        this.rates = rates;
        seed = tf.placeholderWithDefault(tf.constant(0f), Shape.scalar());
    }

    /** Zeros at this rate, and elsewhere what keeps the mean, in the shape of x. */
    Operand<TFloat32> mask(Operand<TFloat32> x, double rate) {
        Operand<TInt32> key =
                tf.stack(List.of(tf.dtypes.cast(seed, TInt32.class), tf.constant(rates.seed() * 100_003 + places++)));
        Operand<TFloat32> on = tf.math.mul(tf.math.minimum(seed, tf.constant(1f)), tf.constant((float) rate));
        Operand<TFloat32> uniform = tf.random.statelessRandomUniform(tf.shape(x), key, TFloat32.class); // [0, 1)
        Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greaterEqual(uniform, on), TFloat32.class);
        return tf.math.div(kept, tf.math.sub(tf.constant(1f), on));
    }
}
