package org.ttt4j.train.tf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Sizes that the families with rotary positions have in common. Thread-safe.
 *
 * @param layers transformer blocks
 * @param width hidden size d
 * @param heads query heads h, a multiple of keyValueHeads
 * @param keyValueHeads key and value heads n
 * @param perHead size of a head, even
 * @param inner hidden size of the feed-forward layer
 * @param contextTokens positions, at least 2
 * @param vocabulary rows of the token embedding
 * @param epsilon added to the mean square in every norm
 * @param endOfText id that ends a document, or -1
 * @param tied whether the embedding is the head as well
 */
record Sizes(
        int layers,
        int width,
        int heads,
        int keyValueHeads,
        int perHead,
        int inner,
        int contextTokens,
        int vocabulary,
        float epsilon,
        int endOfText,
        boolean tied) {

    /** Bounds one tensor to 2^31 - 1 elements and refuses sizes that do not fit together. */
    Sizes {
        boolean positive =
                layers > 0 && width > 0 && heads > 0 && keyValueHeads > 0 && perHead > 0 && inner > 0 && vocabulary > 0;
        boolean fits = positive && heads % keyValueHeads == 0 && perHead % 2 == 0 && contextTokens > 1;
        if (!fits || !(epsilon > 0) || endOfText < -1 || endOfText >= vocabulary) {
            throw new IllegalArgumentException("found layers=" + layers + ", width=" + width + ", heads=" + heads
                    + ", key and value heads=" + keyValueHeads + ", size of a head=" + perHead + ", inner=" + inner
                    + ", context=" + contextTokens + ", vocabulary=" + vocabulary + ", epsilon=" + epsilon
                    + ", end of text=" + endOfText
                    + ", wanted positive sizes, heads a multiple of the key and value heads, heads of even size and an"
                    + " end of text inside the vocabulary");
        }
        long outputs = Math.max(Math.max((long) vocabulary, 2L * inner), (heads + 2L * keyValueHeads) * perHead);
        if (layers > 1024 || outputs > Integer.MAX_VALUE / width) {
            throw new IllegalArgumentException("found layers=" + layers + ", width=" + width + ", heads=" + heads
                    + ", inner=" + inner + ", vocabulary=" + vocabulary
                    + ", wanted at most 1024 layers and no tensor of more than 2147483647 elements");
        }
    }

    /** Reads what these families' config.json files have in common; a head's size is width / heads by default. */
    static Sizes parse(Json json, boolean tiedByDefault, double epsilonByDefault) {
        int heads = json.integer("num_attention_heads");
        return parse(json, tiedByDefault, epsilonByDefault, heads > 0 ? json.integer("hidden_size") / heads : 0);
    }

    /** The same with the family's own default of a head's size. */
    static Sizes parse(Json json, boolean tiedByDefault, double epsilonByDefault, int perHeadByDefault) {
        int width = json.integer("hidden_size");
        int heads = json.integer("num_attention_heads");
        return new Sizes(
                json.integer("num_hidden_layers"),
                width,
                heads,
                json.integer("num_key_value_heads", heads),
                json.integer("head_dim", perHeadByDefault),
                json.integer("intermediate_size"),
                json.integer("max_position_embeddings"),
                json.integer("vocab_size"),
                (float) json.number("rms_norm_eps", epsilonByDefault),
                json.firstInteger("eos_token_id", -1),
                json.flag("tie_word_embeddings", tiedByDefault));
    }

    /** Refuses {@code layer_types} other than those that the family's graph has; none are those. */
    void demandLayers(Json json, IntFunction<String> wanted) {
        List<String> all = IntStream.range(0, layers).mapToObj(wanted).toList();
        if (!json.has("layer_types")) {
            return;
        }
        JsonNode types = json.root().path("layer_types");
        List<String> found = new ArrayList<>();
        types.forEach(type -> found.add(type.asText()));
        if (!types.isArray() || !found.equals(all)) {
            throw json.refuse("layer_types", types.toString(), String.join(", ", all));
        }
    }

    /** Plain attention: scores over the root of the size of a head. */
    Attention.Rule attention(int window) {
        return new Attention.Rule(heads, keyValueHeads, perHead, (float) (1 / Math.sqrt(perHead)), window, 0);
    }

    /** Columns of all query heads together. */
    int queries() {
        return heads * perHead;
    }

    /** Columns of all key heads together, and of all value heads. */
    int keys() {
        return keyValueHeads * perHead;
    }
}
