package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * GPT-Neo: Black et al., 2021, doi 10.5281/zenodo.5297715. GPT-2's wiring with separate q, k and v, scores that are not
 * divided by the root of the head's size, and layers that see a window only. Thread-safe.
 *
 * @param width hidden size d, a multiple of heads
 * @param heads attention heads
 * @param inner hidden size of the feed-forward layer
 * @param contextTokens positions, at least 2
 * @param vocabulary rows of the token embedding
 * @param epsilon added to the variance in every norm
 * @param endOfText id that ends a document, or -1
 * @param windows one number for each layer: tokens a token sees, itself included, 0 for all before it
 */
record GptNeo(
        int width,
        int heads,
        int inner,
        int contextTokens,
        int vocabulary,
        float epsilon,
        int endOfText,
        List<Integer> windows)
        implements Architecture {

    private static final Pattern BUFFERS = Pattern.compile("h\\.[0-9]+\\.attn\\.attention\\.(bias|masked_bias)");

    GptNeo {
        windows = List.copyOf(windows);
        Gpt2.checkSizes(windows.size(), width, heads, inner, contextTokens, vocabulary, epsilon, endOfText);
        if (windows.stream().anyMatch(window -> window < 0)) {
            throw new IllegalArgumentException("found windows " + windows + ", wanted none below 0");
        }
    }

    static GptNeo parse(Json json) {
        json.require("activation_function", "gelu_new", "gelu_new", "gelu_pytorch_tanh");
        json.require("tie_word_embeddings", "true", "true");
        int width = json.integer("hidden_size");
        List<Integer> windows = new ArrayList<>();
        for (String layer : layers(json)) {
            windows.add(layer.equals("local") ? json.integer("window_size", 256) : 0);
        }
        if (windows.size() != json.integer("num_layers")) {
            throw json.refuse(
                    "attention_types", windows.size() + " layers", "num_layers = " + json.integer("num_layers"));
        }
        return new GptNeo(
                width,
                json.integer("num_heads"),
                json.integer("intermediate_size", 4L * width),
                json.integer("max_position_embeddings"),
                json.integer("vocab_size"),
                (float) json.number("layer_norm_epsilon", 1e-5),
                json.firstInteger("eos_token_id", -1),
                windows);
    }

    /** From {@code [[["global", "local"], 12]]} to the kind of each layer. */
    private static List<String> layers(Json json) {
        List<String> layers = new ArrayList<>();
        JsonNode types = json.root().path("attention_types");
        for (JsonNode part : types) {
            for (int i = 0; i < part.path(1).asInt(0) && layers.size() < 2048; i++) {
                part.path(0).forEach(kind -> layers.add(kind.asText()));
            }
        }
        if (!List.of("global", "local").containsAll(layers)) {
            throw json.refuse("attention_types", types.toString(), "lists of global and local");
        }
        return layers;
    }

    @Override
    public Operand<TFloat32> hidden(Layers on) {
        Operand<TFloat32> x = on.embedded(on.positions(on.embedding("wte.weight"), "wpe.weight")); // (B T, d)
        for (int i = 0; i < windows.size(); i++) {
            String block = "h." + i + ".";
            Attention.Rule rule = new Attention.Rule(heads, heads, width / heads, 1, windows.get(i), 0);
            Operand<TFloat32> a = on.layerNorm(x, block + "ln_1", epsilon);
            Operand<TFloat32> q = on.linear(a, block + "attn.attention.q_proj"); // (B T, d)
            Operand<TFloat32> k = on.linear(a, block + "attn.attention.k_proj"); // (B T, d)
            Operand<TFloat32> v = on.linear(a, block + "attn.attention.v_proj"); // (B T, d)
            Operand<TFloat32> mixed = on.attention(q, k, v, rule); // (B T, d)
            x = on.add(x, on.residual(on.linear(mixed, block + "attn.attention.out_proj")));
            Operand<TFloat32> up = on.linear(on.layerNorm(x, block + "ln_2", epsilon), block + "mlp.c_fc");
            x = on.add(x, on.residual(on.linear(on.gelu(up), block + "mlp.c_proj"))); // of (B T, inner): (B T, d)
        }
        return on.layerNorm(x, "ln_f", epsilon);
    }

    @Override
    public Map<String, long[]> parameters() {
        Shapes.Table table = new Shapes.Table();
        table.add("wte.weight", vocabulary, width).add("wpe.weight", contextTokens, width);
        for (int i = 0; i < windows.size(); i++) {
            String block = "h." + i + ".";
            table.add(block + "ln_1.weight", width)
                    .add(block + "ln_1.bias", width)
                    .linear(block + "attn.attention.k_proj", width, width, false)
                    .linear(block + "attn.attention.v_proj", width, width, false)
                    .linear(block + "attn.attention.q_proj", width, width, false)
                    .linear(block + "attn.attention.out_proj", width, width, true)
                    .add(block + "ln_2.weight", width)
                    .add(block + "ln_2.bias", width)
                    .linear(block + "mlp.c_fc", inner, width, true)
                    .linear(block + "mlp.c_proj", width, inner, true);
        }
        return table.add("ln_f.weight", width).add("ln_f.bias", width).shapes();
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
    public Pattern buffers() {
        return BUFFERS;
    }
}
