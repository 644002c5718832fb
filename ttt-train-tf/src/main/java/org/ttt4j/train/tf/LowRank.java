package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * y = scale x A^T B^T with x (rows, in), A (r, in), B (out, r), as columns from {@code from} among {@code total}, the
 * others zero. Confined to one thread.
 */
final class LowRank {

    private final Ops tf;
    private final Products products;
    private final Lora.Adapter adapter;
    private final float scale;
    private final Operand<TFloat32> input;
    private final Operand<TFloat32> low;
    private final Parameter a;
    private final Parameter b;

    /** (rows, total). */
    final Operand<TFloat32> output;

    LowRank(
            Ops tf,
            Products products,
            Operand<TFloat32> x,
            Lora.Adapter adapter,
            float scale,
            Parameter a,
            Parameter b) {
        this.tf = tf;
        this.products = products;
        this.adapter = adapter;
        this.scale = scale;
        this.input = x;
        this.a = a;
        this.b = b;
        low = tf.math.mul(products.matrix(x, false, a.read, true), tf.constant(scale));
        Operand<TFloat32> y = products.matrix(low, false, b.read, true);
        int after = (int) (adapter.total() - adapter.from() - adapter.out());
        output = whole()
                ? y
                : tf.pad(y, tf.constant(new int[][] {{0, 0}, {(int) adapter.from(), after}}), tf.constant(0f));
    }

    /** Adds to the gradients of A and B, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> d = whole()
                ? dy
                : tf.slice(dy, tf.constant(new int[] {0, (int) adapter.from()}), tf.constant(new int[] {
                    -1, (int) adapter.out()
                }));
        b.accumulate(() -> products.matrix(d, true, low, false));
        Operand<TFloat32> dLow = tf.math.mul(products.matrix(d, false, b.read, false), tf.constant(scale));
        a.accumulate(() -> products.matrix(dLow, true, input, false));
        return products.matrix(dLow, false, a.read, false);
    }

    private boolean whole() {
        return adapter.out() == adapter.total();
    }
}
