package org.ttt4j.api;

/**
 * How to continue a text. Thread-safe.
 *
 * @param maxTokens tokens to generate at most, at least 1
 * @param temperature 0 for the most likely token, else the divisor of the logits
 * @param topK tokens that stay eligible, 0 for all
 * @param seed of the sampling
 */
public record GenerateOptions(int maxTokens, double temperature, int topK, long seed) {

    /** Refuses impossible values. */
    public GenerateOptions {
        if (maxTokens < 1 || !(temperature >= 0) || topK < 0) {
            throw new IllegalArgumentException("found maxTokens=" + maxTokens + ", temperature=" + temperature
                    + ", topK=" + topK + ", wanted maxTokens >= 1, temperature >= 0, topK >= 0");
        }
    }

    /** The most likely continuation. */
    public static GenerateOptions greedy(int maxTokens) {
        return new GenerateOptions(maxTokens, 0, 0, 0);
    }
}
