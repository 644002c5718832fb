package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * GPT-2: Radford et al., Language Models are Unsupervised Multitask Learners, 2019. Learned positions, fused q, k and v,
 * layer norm before each half of a block, tied head. Thread-safe.
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
record Gpt2(
        int layers, int width, int heads, int inner, int contextTokens, int vocabulary, float epsilon, int endOfText)
        implements Architecture {

    private static final Pattern BUFFERS = Pattern.compile("h\\.[0-9]+\\.attn\\.(bias|masked_bias)");
    private static final Pattern QKV_BIAS = Pattern.compile("h\\.[0-9]+\\.attn\\.c_attn\\.bias");

    /** Bounds one tensor to 2^31 - 1 elements and refuses shapes that do not fit together. */
    Gpt2 {
        checkSizes(layers, width, heads, inner, contextTokens, vocabulary, epsilon, endOfText);
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        int perHead = width / heads;
        Attention.Rule rule = new Attention.Rule(heads, heads, perHead, (float) (1 / Math.sqrt(perHead)), 0, 0);
        Operand<TFloat32> x = on.embedded(on.positions(on.embedding("wte.weight"), "wpe.weight")); // (B T, d)
        for (int i = 0; i < layers; i++) {
            String block = "h." + i + ".";
            Operand<TFloat32> qkv = on.conv1d(on.layerNorm(x, block + "ln_1", epsilon), block + "attn.c_attn");
            Operand<TFloat32> mixed = on.attention(qkv, rule); // of (B T, 3 d): (B T, d)
            x = on.add(x, on.residual(on.conv1d(mixed, block + "attn.c_proj")));
            Operand<TFloat32> up = on.conv1d(on.layerNorm(x, block + "ln_2", epsilon), block + "mlp.c_fc");
            x = on.add(x, on.residual(on.conv1d(on.gelu(up), block + "mlp.c_proj"))); // of (B T, inner): (B T, d)
        }
        return on.layerNorm(x, "ln_f", epsilon);
    }

    @Override
    public Map<String, long[]> parameters() {
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

    @Override
    public String prefix() {
        return "transformer.";
    }

    @Override
    public String head() {
        return "wte.weight";
    }

    @Override
    public boolean outFirst() {
        return false;
    }

    @Override
    public Map<String, Long> fused(String linear) {
        Map<String, Long> parts = new LinkedHashMap<>();
        if (linear.equals("c_attn")) {
            parts.put("q", (long) width);
            parts.put("k", (long) width);
            parts.put("v", (long) width);
        }
        return parts;
    }

    @Override
    public Pattern buffers() {
        return BUFFERS;
    }

    /**
     * Checkpoints whose writer dropped everything that ends in {@code attn.bias} lost {@code attn.c_attn.bias} as well:
     * when no block has one, it is zero, as it is for Hugging Face's own loader.
     */
    @Override
    public Pattern zeroIfAbsent() {
        return QKV_BIAS;
    }

    /** The bounds of this family and of those with the same sizes. */
    static void checkSizes(
            int layers,
            int width,
            int heads,
            int inner,
            int contextTokens,
            int vocabulary,
            float epsilon,
            int endOfText) {
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

    /** Reads the rest of a config.json. */
    static Gpt2 parse(Json json) {
        json.require("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
        json.require("scale_attn_weights", "true", "true");
        json.require("scale_attn_by_inverse_layer_idx", "false", "false");
        json.require("reorder_and_upcast_attn", "false", "false");
        json.require("tie_word_embeddings", "true", "true");
        json.require("add_cross_attention", "false", "false");
        int width = json.integer("n_embd");
        return new Gpt2(
                json.integer("n_layer"),
                width,
                json.integer("n_head"),
                json.integer("n_inner", 4L * width),
                json.integer("n_positions"),
                json.integer("vocab_size"),
                (float) json.number("layer_norm_epsilon", 1e-5),
                json.firstInteger("eos_token_id", -1));
    }

    /** The config.json that {@link Families#parse} and Hugging Face's transformers read. */
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
