package org.ttt4j.train.tf;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Qwen 2 and 2.5: Yang et al., arXiv 2407.10671. Llama's wiring with biases on q, k and v. Thread-safe.
 *
 * @param sizes sizes
 * @param rope rotary positions
 */
record Qwen2(Sizes sizes, Rope rope) implements RotaryFamily {

    static Qwen2 parse(Json json) {
        json.require("hidden_act", "silu", "silu");
        json.require("use_sliding_window", "false", "false"); // no released checkpoint slides
        Sizes sizes = Sizes.parse(json, false, 1e-6);
        sizes.demandLayers(json, i -> "full_attention");
        return new Qwen2(sizes, Rope.parse(json));
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        return Llama.hidden(on, this, rope);
    }

    @Override
    public void addBlock(Shapes.Table table, String block) {
        int d = sizes.width();
        table.linear(block + "self_attn.q_proj", sizes.queries(), d, true)
                .linear(block + "self_attn.k_proj", sizes.keys(), d, true)
                .linear(block + "self_attn.v_proj", sizes.keys(), d, true)
                .linear(block + "self_attn.o_proj", d, sizes.queries(), false)
                .linear(block + "mlp.gate_proj", sizes.inner(), d, false)
                .linear(block + "mlp.up_proj", sizes.inner(), d, false)
                .linear(block + "mlp.down_proj", d, sizes.inner(), false)
                .add(block + "input_layernorm.weight", d)
                .add(block + "post_attention_layernorm.weight", d);
    }
}
