package org.ttt4j.server;

import org.ttt4j.api.Settings;

/**
 * What one request may ask for; more is refused with a sentence that names the limit. Thread-safe.
 *
 * @param bodyBytes longest body
 * @param prompts most prompts of one request
 * @param promptTokens longest prompt, in the model's tokens
 * @param completionTokens most tokens to generate, for each choice
 * @param choices most continuations of one prompt
 * @param neighbors most documents to train on
 * @param candidates most documents to select from, or to search for
 * @param inputs most texts of one {@code /v1/embeddings}
 */
public record RequestLimits(
        int bodyBytes,
        int prompts,
        int promptTokens,
        int completionTokens,
        int choices,
        int neighbors,
        int candidates,
        int inputs) {

    /**
     * Refuses limits below 1.
     *
     * @param bodyBytes at least 1
     * @param prompts at least 1
     * @param promptTokens at least 1
     * @param completionTokens at least 1
     * @param choices at least 1
     * @param neighbors at least 1
     * @param candidates at least 1
     * @param inputs at least 1
     */
    public RequestLimits {
        if (Math.min(Math.min(bodyBytes, promptTokens), Math.min(completionTokens, choices)) < 1
                || Math.min(Math.min(neighbors, candidates), Math.min(inputs, prompts)) < 1) {
            throw new IllegalArgumentException("found bodyBytes=" + bodyBytes + ", prompts=" + prompts
                    + ", promptTokens=" + promptTokens
                    + ", completionTokens=" + completionTokens + ", choices=" + choices + ", neighbors=" + neighbors
                    + ", candidates=" + candidates + ", inputs=" + inputs + ", wanted all >= 1");
        }
    }

    static RequestLimits from(Settings settings) {
        return new RequestLimits(
                settings.integer("limits.body-bytes", 1 << 20, 1, 1 << 30),
                settings.integer("limits.prompts", 16, 1, 10_000),
                settings.integer("limits.prompt-tokens", 8192, 1, 10_000_000),
                settings.integer("limits.completion-tokens", 2048, 1, 1_000_000),
                settings.integer("limits.choices", 8, 1, 1000),
                settings.integer("limits.neighbors", 200, 1, 1_000_000),
                settings.integer("limits.candidates", 2000, 1, 1_000_000),
                settings.integer("limits.inputs", 256, 1, 100_000));
    }
}
