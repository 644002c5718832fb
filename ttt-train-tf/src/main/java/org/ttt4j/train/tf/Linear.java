package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * y = x W + b with x (rows, in) and W (in, out) as in GPT-2's Conv1D, or y = x W^T + b with W (out, in) as everywhere
 * else. Confined to one thread.
 */
final class Linear {

    private final Ops tf;
    private final Products products;
    private final Operand<TFloat32> input;
    private final Parameter weight;
    private final Parameter bias;
    private final boolean outFirst;

    /** (rows, out). */
    final Operand<TFloat32> output;

    /** A layer; {@code bias} is null where it has none. */
    Linear(Ops tf, Products products, Operand<TFloat32> x, Parameter weight, Parameter bias, boolean outFirst) {
        this.tf = tf;
        this.products = products;
        this.input = x;
        this.weight = weight;
        this.bias = bias;
        this.outFirst = outFirst;
        Operand<TFloat32> product = products.matrix(x, false, weight.read, outFirst);
        output = bias == null ? product : tf.nn.biasAdd(product, bias.read);
    }

    /** Adds to the gradients of W and b, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        weight.accumulate(
                () -> outFirst ? products.matrix(dy, true, input, false) : products.matrix(input, true, dy, false));
        if (bias != null) {
            bias.accumulate(() -> tf.nn.biasAddGrad(dy));
        }
        // Not before the gradient of W is there: that product is the last that needs the input, which would otherwise
        // stay
        // in memory while the way back goes on.
        Products next = weight.trained() ? products.after(weight.gradient()) : products;
        return next.matrix(dy, false, weight.read, !outFirst);
    }
}
