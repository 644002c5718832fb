package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Llama 2, 3 and 3.2: Touvron et al., arXiv 2307.09288; Grattafiori et al., arXiv 2407.21783. RMS norm before each half
 * of a block, rotary positions, grouped queries, gated feed-forward layer. Thread-safe.
 *
 * @param sizes sizes
 * @param rope rotary positions
 * @param attentionBias whether q, k, v and o have biases
 * @param mlpBias whether the feed-forward layer has biases
 */
record Llama(Sizes sizes, Rope rope, boolean attentionBias, boolean mlpBias) implements RotaryFamily {

    static Llama parse(Json json) {
        json.require("hidden_act", "silu", "silu");
        return new Llama(
                Sizes.parse(json, false, 1e-6),
                Rope.parse(json),
                json.flag("attention_bias", false),
                json.flag("mlp_bias", false));
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        return hidden(on, this, rope);
    }

    /** The forward pass of all who differ from Llama in their biases only. */
    static Operand<TFloat32> hidden(Layers on, RotaryFamily family, Rope rope) {
        Attention.Rule rule = family.sizes().attention(0);
        Operand<TFloat32> x = on.embedding(EMBEDDING); // (B T, d)
        for (int i = 0; i < family.sizes().layers(); i++) {
            String block = family.block(i);
            Operand<TFloat32> a =
                    on.rmsNorm(x, block + "input_layernorm", family.sizes().epsilon(), false);
            Operand<TFloat32> q = on.linear(a, block + "self_attn.q_proj"); // (B T, h perHead)
            Operand<TFloat32> k = on.linear(a, block + "self_attn.k_proj"); // (B T, n perHead)
            Operand<TFloat32> v = on.linear(a, block + "self_attn.v_proj"); // (B T, n perHead)
            Operand<TFloat32> mixed = on.attention(q, k, v, rule, rope); // (B T, h perHead)
            x = on.add(x, on.linear(mixed, block + "self_attn.o_proj"));
            Operand<TFloat32> m = on.rmsNorm(
                    x, block + "post_attention_layernorm", family.sizes().epsilon(), false);
            Operand<TFloat32> gate = on.silu(on.linear(m, block + "mlp.gate_proj")); // (B T, inner)
            Operand<TFloat32> up = on.linear(m, block + "mlp.up_proj"); // (B T, inner)
            x = on.add(x, on.linear(on.mul(gate, up), block + "mlp.down_proj"));
        }
        return on.rmsNorm(x, "norm", family.sizes().epsilon(), false);
    }

    @Override
    public void addBlock(Shapes.Table table, String block) {
        int d = sizes.width();
        table.linear(block + "self_attn.q_proj", sizes.queries(), d, attentionBias)
                .linear(block + "self_attn.k_proj", sizes.keys(), d, attentionBias)
                .linear(block + "self_attn.v_proj", sizes.keys(), d, attentionBias)
                .linear(block + "self_attn.o_proj", d, sizes.queries(), attentionBias)
                .linear(block + "mlp.gate_proj", sizes.inner(), d, mlpBias)
                .linear(block + "mlp.up_proj", sizes.inner(), d, mlpBias)
                .linear(block + "mlp.down_proj", d, sizes.inner(), mlpBias)
                .add(block + "input_layernorm.weight", d)
                .add(block + "post_attention_layernorm.weight", d);
    }
}
