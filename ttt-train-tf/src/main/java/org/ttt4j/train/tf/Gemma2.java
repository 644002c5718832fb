package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Gemma 2: Riviere et al., arXiv 2408.00118. Norms before and after each half of a block, with gains stored less one;
 * soft caps on scores and logits; every other layer, from the first, sees a window only. Thread-safe.
 *
 * @param sizes sizes
 * @param rope rotary positions
 * @param queryScale scores are divided by its root, positive
 * @param window tokens a token sees in even layers, itself included, positive
 * @param scoreCap bound of the scores, 0 for none
 * @param logitCap bound of the logits, 0 for none
 * @param attentionBias whether q, k, v and o have biases
 */
record Gemma2(
        Sizes sizes, Rope rope, float queryScale, int window, float scoreCap, float logitCap, boolean attentionBias)
        implements RotaryFamily {

    Gemma2 {
        if (!(queryScale > 0) || window <= 0 || !(scoreCap >= 0) || !(logitCap >= 0)) {
            throw new IllegalArgumentException("found query_pre_attn_scalar=" + queryScale + ", sliding_window="
                    + window + ", attn_logit_softcapping=" + scoreCap + ", final_logit_softcapping=" + logitCap
                    + ", wanted a positive scalar and window, and caps that are positive or null");
        }
    }

    static Gemma2 parse(Json json) {
        json.require("hidden_activation", "gelu_pytorch_tanh", "gelu_pytorch_tanh", "gelu_new");
        Sizes sizes = Sizes.parse(json, true, 1e-6, 256);
        sizes.demandLayers(json, i -> i % 2 == 0 ? "sliding_attention" : "full_attention");
        return new Gemma2(
                sizes,
                Rope.parse(json),
                (float) json.number("query_pre_attn_scalar", 256),
                json.integer("sliding_window", 4096),
                (float) json.numberOrNone("attn_logit_softcapping", 50),
                (float) json.numberOrNone("final_logit_softcapping", 30),
                json.flag("attention_bias", false));
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        float scale = (float) (1 / Math.sqrt(queryScale));
        float epsilon = sizes.epsilon();
        Operand<TFloat32> x = on.scale(on.embedding(EMBEDDING), (float) Math.sqrt(sizes.width())); // (B T, d)
        for (int i = 0; i < sizes.layers(); i++) {
            String block = block(i);
            Attention.Rule rule = new Attention.Rule(
                    sizes.heads(), sizes.keyValueHeads(), sizes.perHead(), scale, i % 2 == 0 ? window : 0, scoreCap);
            Operand<TFloat32> a = on.rmsNorm(x, block + "input_layernorm", epsilon, true);
            Operand<TFloat32> q = on.linear(a, block + "self_attn.q_proj"); // (B T, h perHead)
            Operand<TFloat32> k = on.linear(a, block + "self_attn.k_proj"); // (B T, n perHead)
            Operand<TFloat32> v = on.linear(a, block + "self_attn.v_proj"); // (B T, n perHead)
            Operand<TFloat32> mixed = on.linear(on.attention(q, k, v, rule, rope), block + "self_attn.o_proj");
            x = on.add(x, on.rmsNorm(mixed, block + "post_attention_layernorm", epsilon, true));
            Operand<TFloat32> m = on.rmsNorm(x, block + "pre_feedforward_layernorm", epsilon, true);
            Operand<TFloat32> gate = on.gelu(on.linear(m, block + "mlp.gate_proj")); // (B T, inner)
            Operand<TFloat32> up = on.linear(m, block + "mlp.up_proj"); // (B T, inner)
            Operand<TFloat32> down = on.linear(on.mul(gate, up), block + "mlp.down_proj");
            x = on.add(x, on.rmsNorm(down, block + "post_feedforward_layernorm", epsilon, true));
        }
        return on.rmsNorm(x, "norm", epsilon, true);
    }

    @Override
    public void addBlock(Shapes.Table table, String block) {
        int d = sizes.width();
        table.linear(block + "self_attn.q_proj", sizes.queries(), d, attentionBias)
                .linear(block + "self_attn.k_proj", sizes.keys(), d, attentionBias)
                .linear(block + "self_attn.v_proj", sizes.keys(), d, attentionBias)
                .linear(block + "self_attn.o_proj", d, sizes.queries(), attentionBias)
                .linear(block + "mlp.gate_proj", sizes.inner(), d, false)
                .linear(block + "mlp.up_proj", sizes.inner(), d, false)
                .linear(block + "mlp.down_proj", d, sizes.inner(), false)
                .add(block + "input_layernorm.weight", d)
                .add(block + "post_attention_layernorm.weight", d)
                .add(block + "pre_feedforward_layernorm.weight", d)
                .add(block + "post_feedforward_layernorm.weight", d);
    }
}
