package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.ttt4j.api.GenerateOptions;

/**
 * The body of {@code /v1/completions}. Thread-safe.
 *
 * @param prompts what to continue, at least one
 * @param options how to continue, or empty for no token at all
 * @param choices how many continuations of each, of consecutive seeds
 * @param echo whether the prompt stands before each
 * @param logprobs how many of the likeliest tokens are told in each place, or empty to tell no log-probabilities at all
 * @param stream whether the answer comes as events
 * @param usage whether the last event counts the tokens
 * @param ttt how to adapt
 */
record CompletionRequest(
        List<Prompt> prompts,
        Optional<GenerateOptions> options,
        int choices,
        boolean echo,
        Optional<Integer> logprobs,
        boolean stream,
        boolean usage,
        TttOptions ttt) {

    CompletionRequest {
        prompts = List.copyOf(prompts);
    }

    private static final int MOST_STOPS = 16;
    private static final int MOST_LOGPROBS = 5;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Reads and checks a request. */
    static CompletionRequest of(ObjectNode json, String model, ServerParts parts, RequestLimits limits) {
        Fields fields = new Fields(json);
        demandModel(fields, model);
        List<Prompt> prompts = Prompt.read(fields, limits.prompts());
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
        Optional<Integer> logprobs = fields.whole("logprobs", 0, MOST_LOGPROBS).map(Long::intValue);
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
        return new CompletionRequest(prompts, options, choices, echo, logprobs, stream, usage, ttt);
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
}
