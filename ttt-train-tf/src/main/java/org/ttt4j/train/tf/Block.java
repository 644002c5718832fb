package org.ttt4j.train.tf;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One transformer block: x + attention(ln_1 x), then + mlp(ln_2 x); (B T, d). Confined to one thread. */
final class Block {

    private final Ops tf;
    private final LayerNorm beforeAttention;
    private final Linear qkv;
    private final CausalAttention attention;
    private final Linear projection;
    private final LayerNorm beforeMlp;
    private final Linear up;
    private final Gelu gelu;
    private final Linear down;

    /** (B T, d). */
    final Operand<TFloat32> output;

    Block(
            Ops tf,
            Products products,
            Operand<TFloat32> x,
            Map<String, Parameter> parameters,
            String prefix,
            float epsilon,
            CausalAttention.Sizes sizes) {
        this.tf = tf;
        beforeAttention = new LayerNorm(
                tf, x, parameters.get(prefix + "ln_1.weight"), parameters.get(prefix + "ln_1.bias"), epsilon);
        qkv = new Linear(
                tf,
                products,
                beforeAttention.output,
                parameters.get(prefix + "attn.c_attn.weight"),
                parameters.get(prefix + "attn.c_attn.bias"));
        attention = new CausalAttention(tf, products, qkv.output, sizes);
        projection = new Linear(
                tf,
                products,
                attention.output,
                parameters.get(prefix + "attn.c_proj.weight"),
                parameters.get(prefix + "attn.c_proj.bias"));
        Operand<TFloat32> middle = tf.math.add(x, projection.output);
        beforeMlp = new LayerNorm(
                tf, middle, parameters.get(prefix + "ln_2.weight"), parameters.get(prefix + "ln_2.bias"), epsilon);
        up = new Linear(
                tf,
                products,
                beforeMlp.output,
                parameters.get(prefix + "mlp.c_fc.weight"),
                parameters.get(prefix + "mlp.c_fc.bias"));
        gelu = new Gelu(tf, up.output);
        down = new Linear(
                tf,
                products,
                gelu.output,
                parameters.get(prefix + "mlp.c_proj.weight"),
                parameters.get(prefix + "mlp.c_proj.bias"));
        output = tf.math.add(middle, down.output);
    }

    /** Adds to the gradients of the block's weights, returns d loss / d x. */
    Operand<TFloat32> backward(Operand<TFloat32> dy) {
        Operand<TFloat32> throughMlp = up.backward(gelu.backward(down.backward(dy)));
        Operand<TFloat32> dMiddle = tf.math.add(dy, beforeMlp.backward(throughMlp));
        Operand<TFloat32> throughAttention = qkv.backward(attention.backward(projection.backward(dMiddle)));
        return tf.math.add(dMiddle, beforeAttention.backward(throughAttention));
    }
}
