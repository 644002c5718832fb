package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ttt4j.api.BackendException;

/**
 * Sizes of a GPT-2 model, from the {@code config.json} of a Hugging Face directory. Thread-safe.
 *
 * @param layers transformer blocks
 * @param width hidden size d, a multiple of heads
 * @param heads attention heads
 * @param inner hidden size of the feed-forward layer
 * @param contextTokens positions the model has, at least 2
 * @param vocabulary rows of the token embedding
 * @param epsilon added to the variance in every layer norm
 * @param endOfText id that starts and ends a document, or -1 if config.json does not say
 */
record Gpt2Config(
        int layers, int width, int heads, int inner, int contextTokens, int vocabulary, float epsilon, int endOfText) {

    /** Bounds one tensor to 2^31 - 1 elements and refuses shapes that do not fit together. */
    Gpt2Config {
        boolean positive = layers > 0 && width > 0 && heads > 0 && inner > 0 && contextTokens > 1 && vocabulary > 0;
        if (!positive || width % heads != 0 || !(epsilon > 0) || endOfText < -1 || endOfText >= vocabulary) {
            throw new IllegalArgumentException("found layers=" + layers + ", width=" + width + ", heads=" + heads
                    + ", inner=" + inner + ", context=" + contextTokens + ", vocabulary=" + vocabulary + ", epsilon="
                    + epsilon + ", end of text=" + endOfText
                    + ", wanted positive sizes, a width that is a multiple of the heads and an end of text inside the"
                    + " vocabulary");
        }
        long largest = Math.max((long) vocabulary, Math.max(3L * width, inner)) * width;
        if (layers > 1024 || Math.max(largest, (long) contextTokens * width) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("found layers=" + layers + ", width=" + width + ", inner=" + inner
                    + ", context=" + contextTokens + ", vocabulary=" + vocabulary
                    + ", wanted at most 1024 layers and no tensor of more than 2147483647 elements");
        }
    }

    /** Every weight with its shape, in the order of the Hugging Face file, names without {@code transformer.}. */
    Map<String, long[]> parameters() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("wte.weight", new long[] {vocabulary, width});
        shapes.put("wpe.weight", new long[] {contextTokens, width});
        for (int i = 0; i < layers; i++) {
            String block = "h." + i + ".";
            shapes.put(block + "ln_1.weight", new long[] {width});
            shapes.put(block + "ln_1.bias", new long[] {width});
            shapes.put(block + "attn.c_attn.weight", new long[] {width, 3L * width});
            shapes.put(block + "attn.c_attn.bias", new long[] {3L * width});
            shapes.put(block + "attn.c_proj.weight", new long[] {width, width});
            shapes.put(block + "attn.c_proj.bias", new long[] {width});
            shapes.put(block + "ln_2.weight", new long[] {width});
            shapes.put(block + "ln_2.bias", new long[] {width});
            shapes.put(block + "mlp.c_fc.weight", new long[] {width, inner});
            shapes.put(block + "mlp.c_fc.bias", new long[] {inner});
            shapes.put(block + "mlp.c_proj.weight", new long[] {inner, width});
            shapes.put(block + "mlp.c_proj.bias", new long[] {width});
        }
        shapes.put("ln_f.weight", new long[] {width});
        shapes.put("ln_f.bias", new long[] {width});
        return shapes;
    }

    /** Number of weights, the tied head counted once. */
    long size() {
        return parameters().values().stream().mapToLong(Shapes::elements).sum();
    }

    /**
     * Reads a config.json.
     *
     * @throws BackendException naming the key, what was found and what was wanted
     */
    static Gpt2Config parse(byte[] bytes, String file) {
        Json json = Json.parse(bytes, file);
        json.require("model_type", "gpt2", "gpt2");
        json.require("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
        json.require("scale_attn_weights", "true", "true");
        json.require("scale_attn_by_inverse_layer_idx", "false", "false");
        json.require("reorder_and_upcast_attn", "false", "false");
        json.require("tie_word_embeddings", "true", "true");
        json.require("add_cross_attention", "false", "false");
        int width = json.integer("n_embd");
        int inner = json.integer("n_inner", Math.multiplyExact(4L, width));
        try {
            return new Gpt2Config(
                    json.integer("n_layer"),
                    width,
                    json.integer("n_head"),
                    inner,
                    json.integer("n_positions"),
                    json.integer("vocab_size"),
                    (float) json.number("layer_norm_epsilon", 1e-5),
                    json.integer("eos_token_id", -1));
        } catch (IllegalArgumentException misfit) {
            throw new BackendException(Ids.BACKEND, file + ": " + misfit.getMessage(), misfit);
        }
    }

    /** The config.json that {@link #parse} and Hugging Face's transformers read. */
    byte[] toJson(String dtype) {
        ObjectNode json = Json.object();
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("model_type", "gpt2");
        json.put("activation_function", "gelu_new");
        json.put("n_layer", layers);
        json.put("n_embd", width);
        json.put("n_head", heads);
        json.put("n_inner", inner);
        json.put("n_positions", contextTokens);
        json.put("vocab_size", vocabulary);
        json.put("layer_norm_epsilon", Double.parseDouble(Float.toString(epsilon)));
        if (endOfText >= 0) {
            json.put("bos_token_id", endOfText);
            json.put("eos_token_id", endOfText);
        }
        json.put("embd_pdrop", 0.0);
        json.put("attn_pdrop", 0.0);
        json.put("resid_pdrop", 0.0);
        json.put("tie_word_embeddings", true);
        json.put("torch_dtype", dtype);
        return Json.pretty((JsonNode) json);
    }
}
