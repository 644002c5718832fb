package org.ttt4j.train.tf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Phi-3: Abdin et al., arXiv 2404.14219. Llama's wiring with fused projections and a sliding window. Thread-safe.
 *
 * @param sizes sizes
 * @param rope rotary positions
 * @param window tokens a token sees, itself included, 0 for all before it
 */
record Phi3(Sizes sizes, Rope rope, int window) implements RotaryFamily {

    Phi3 {
        if (window < 0) {
            throw new IllegalArgumentException("found sliding_window=" + window + ", wanted a positive one or null");
        }
    }

    static Phi3 parse(Json json) {
        json.require("hidden_act", "silu", "silu");
        for (Json place : List.of(json, json.object("rope_parameters"))) { // newer files have it in the second
            double part = place.number("partial_rotary_factor", 1);
            if (part != 1) {
                throw place.refuse("partial_rotary_factor", Double.toString(part), "1");
            }
        }
        return new Phi3(Sizes.parse(json, false, 1e-5), Rope.parse(json), json.integer("sliding_window", 0));
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        Attention.Rule rule = sizes.attention(window);
        Operand<TFloat32> x = on.embedding(EMBEDDING); // (B T, d)
        for (int i = 0; i < sizes.layers(); i++) {
            String block = block(i);
            Operand<TFloat32> a = on.rmsNorm(x, block + "input_layernorm", sizes.epsilon(), false);
            Operand<TFloat32> fused = on.linear(a, block + "self_attn.qkv_proj"); // (B T, (h + 2 n) perHead)
            List<Operand<TFloat32>> qkv = on.columns(fused, sizes.queries(), sizes.keys(), sizes.keys());
            Operand<TFloat32> mixed = on.attention(qkv.get(0), qkv.get(1), qkv.get(2), rule, rope);
            x = on.add(x, on.residual(on.linear(mixed, block + "self_attn.o_proj"))); // of (B T, h perHead): (B T, d)
            Operand<TFloat32> m = on.rmsNorm(x, block + "post_attention_layernorm", sizes.epsilon(), false);
            Operand<TFloat32> both = on.linear(m, block + "mlp.gate_up_proj"); // (B T, 2 inner)
            List<Operand<TFloat32>> gateUp = on.columns(both, sizes.inner(), sizes.inner());
            Operand<TFloat32> gated = on.mul(on.silu(gateUp.get(0)), gateUp.get(1)); // (B T, inner)
            x = on.add(x, on.residual(on.linear(gated, block + "mlp.down_proj")));
        }
        return on.rmsNorm(x, "norm", sizes.epsilon(), false);
    }

    @Override
    public void addBlock(Shapes.Table table, String block) {
        int d = sizes.width();
        table.linear(block + "self_attn.o_proj", d, sizes.queries(), false)
                .linear(block + "self_attn.qkv_proj", sizes.queries() + 2L * sizes.keys(), d, false)
                .linear(block + "mlp.gate_up_proj", 2L * sizes.inner(), d, false)
                .linear(block + "mlp.down_proj", d, sizes.inner(), false)
                .add(block + "input_layernorm.weight", d)
                .add(block + "post_attention_layernorm.weight", d);
    }

    @Override
    public Map<String, Long> fused(String linear) {
        Map<String, Long> parts = new LinkedHashMap<>();
        if (linear.equals("qkv_proj")) {
            parts.put("q", (long) sizes.queries());
            parts.put("k", (long) sizes.keys());
            parts.put("v", (long) sizes.keys());
        } else if (linear.equals("gate_up_proj")) {
            parts.put("gate", (long) sizes.inner());
            parts.put("up", (long) sizes.inner());
        }
        return parts;
    }
}
