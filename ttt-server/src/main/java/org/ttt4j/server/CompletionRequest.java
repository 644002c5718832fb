package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ttt4j.api.GenerateOptions;

/**
 * The body of {@code /v1/completions}. Thread-safe.
 *
 * @param prompt not blank
 * @param options how to continue, or empty for no token at all
 * @param choices how many continuations, of consecutive seeds
 * @param echo whether the prompt stands before each
 * @param logprobs whether their tokens are told with log-probabilities
 * @param stream whether the answer comes as events
 * @param usage whether the last event counts the tokens
 * @param ttt how to adapt
 */
record CompletionRequest(
        String prompt,
        Optional<GenerateOptions> options,
        int choices,
        boolean echo,
        boolean logprobs,
        boolean stream,
        boolean usage,
        TttOptions ttt) {

    private static final int MOST_STOPS = 16;
    private static final int MOST_LOGPROBS = 5;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Reads and checks a request. */
    static CompletionRequest of(ObjectNode json, String model, ServerParts parts, RequestLimits limits) {
        Fields fields = new Fields(json);
        demandModel(fields, model);
        String prompt = prompt(fields);
        int tokens =
                fields.integer("max_tokens", Math.min(16, limits.completionTokens()), 0, limits.completionTokens());
        double temperature = fields.number("temperature", 0, 100).orElse(1.0);
        double topP = fields.number("top_p", Double.MIN_VALUE, 1).orElse(1.0);
        int topK = fields.integer("top_k", 0, 0, Integer.MAX_VALUE);
        double penalty =
                fields.number("repetition_penalty", Double.MIN_VALUE, 100).orElse(1.0);
        List<String> stop = fields.strings("stop", MOST_STOPS);
        if (stop.contains("")) {
            throw ApiError.field("stop", "found an empty text, wanted at least one character");
        }
        long seed = fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong());
        int choices = fields.integer("n", 1, 1, limits.choices());
        boolean echo = fields.flag("echo", false);
        Optional<JsonNode> logprobs = fields.node("logprobs");
        int alternatives = fields.integer("logprobs", 0, 0, MOST_LOGPROBS);
        boolean stream = fields.flag("stream", false);
        boolean usage = fields.object("stream_options")
                .map(more -> {
                    boolean wanted = more.flag("include_usage", false);
                    more.flag("include_obfuscation", false);
                    more.refuseOthers();
                    return wanted;
                })
                .orElse(false);
        fields.text("user");
        fields.only("best_of", "1, or as many as n", NODES.numberNode(1), NODES.numberNode(choices));
        fields.only("presence_penalty", "0", NODES.numberNode(0));
        fields.only("frequency_penalty", "0", NODES.numberNode(0));
        fields.only("logit_bias", "no bias", NODES.objectNode());
        fields.only("suffix", "no suffix", NODES.textNode(""));
        TttOptions ttt = TttOptions.of(fields, parts, limits);
        fields.refuseOthers();
        Optional<GenerateOptions> options = tokens == 0
                ? Optional.empty()
                : Optional.of(new GenerateOptions(tokens, temperature, topK, topP, penalty, stop, seed));
        return new CompletionRequest(
                prompt, options, choices, echo, logprobs.isPresent() && alternatives >= 0, stream, usage, ttt);
    }

    /** Refuses models that are not there. */
    static void demandModel(Fields fields, String... known) {
        String model = fields.text("model").orElse("");
        if (model.isEmpty() || !List.of(known).contains(model)) {
            throw ApiError.field(
                    model.isEmpty() ? 400 : 404,
                    "model_not_found",
                    "model",
                    "found " + (model.isEmpty() ? "no model" : "the model \"" + model + "\"") + ", wanted "
                            + (known.length == 1 ? "\"" + known[0] + "\"" : "one of " + List.of(known)));
        }
    }

    private static String prompt(Fields fields) {
        JsonNode node =
                fields.node("prompt").orElseThrow(() -> ApiError.field("prompt", "found none, wanted some text"));
        JsonNode only = node.isArray() && node.size() == 1 ? node.get(0) : node;
        if (!only.isTextual()) {
            throw ApiError.field(
                    "prompt",
                    "found " + (node.isArray() ? "a list of " + node.size() : Json.kind(node))
                            + ", wanted one text: several prompts, and prompts of token ids, are several requests");
        }
        if (only.textValue().isBlank()) {
            throw ApiError.field("prompt", "found an empty text, wanted some text");
        }
        return only.textValue();
    }
}
