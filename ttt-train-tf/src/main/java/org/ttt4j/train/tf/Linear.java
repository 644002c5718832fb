package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** y = x W + b with x (rows, in), W (in, out) as in GPT-2's Conv1D. Confined to one thread. */
final class Linear {

    private final Ops tf;
    private final Products products;
    private final Operand<TFloat32> input;
    private final Parameter weight;
    private final Parameter bias;

    /** (rows, out). */
    final Operand<TFloat32> output;

    Linear(Ops tf, Products products, Operand<TFloat32> x, Parameter weight, Parameter bias) {
        this.tf = tf;
        this.products = products;
        this.input = x;
        this.weight = weight;
        this.bias = bias;
        output = tf.nn.biasAdd(products.matrix(x, false, weight.read, false), bias.read);
    }

    /** Adds to the gradients of W and b, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        weight.accumulate(products.matrix(input, true, dy, false));
        bias.accumulate(tf.nn.biasAddGrad(dy));
        return products.matrix(dy, false, weight.read, true);
    }
}
