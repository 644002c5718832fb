package org.ttt4j.api;

import java.util.List;

/**
 * How to continue a text. Semantics and order are those of Hugging Face's {@code generate}: repetition penalty,
 * temperature, topK, topP; then one token is drawn. {@link TokenSampler} does it. Thread-safe.
 *
 * @param maxTokens tokens to generate at most, at least 1
 * @param temperature 0 for the most likely token, else the divisor of the logits
 * @param topK tokens that stay eligible, 0 for all; those as likely as the last of them stay too
 * @param topP the most likely tokens whose probabilities add up to this stay eligible, in (0, 1], 1 for all
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens that the text has already, prompt
 *     included, positive, 1 for none (Keskar et al., arXiv 1909.05858)
 * @param stop texts that end the generation and are cut off, none of them empty
 * @param seed of the sampling
 */
public record GenerateOptions(
        int maxTokens,
        double temperature,
        int topK,
        double topP,
        double repetitionPenalty,
        List<String> stop,
        long seed) {

    /** Refuses impossible values. */
    public GenerateOptions {
        stop = List.copyOf(stop);
        if (maxTokens < 1 || !(temperature >= 0) || Double.isInfinite(temperature) || topK < 0) {
            throw new IllegalArgumentException("found maxTokens=" + maxTokens + ", temperature=" + temperature
                    + ", topK=" + topK + ", wanted maxTokens >= 1, a finite temperature >= 0, topK >= 0");
        }
        if (!(topP > 0 && topP <= 1) || !(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException("found topP=" + topP + ", repetitionPenalty=" + repetitionPenalty
                    + ", wanted topP in (0, 1] and a positive, finite repetitionPenalty");
        }
        if (stop.contains("")) {
            throw new IllegalArgumentException("found an empty stop text, wanted at least one character");
        }
    }

    /** Options with all tokens eligible, no penalty and no stop texts but for these. */
    public GenerateOptions(int maxTokens, double temperature, int topK, long seed) {
        this(maxTokens, temperature, topK, 1, 1, List.of(), seed);
    }

    /** The most likely continuation. */
    public static GenerateOptions greedy(int maxTokens) {
        return new GenerateOptions(maxTokens, 0, 0, 0);
    }

    /** The same with another temperature. */
    public GenerateOptions withTemperature(double value) {
        return new GenerateOptions(maxTokens, value, topK, topP, repetitionPenalty, stop, seed);
    }

    /** The same with another topK. */
    public GenerateOptions withTopK(int value) {
        return new GenerateOptions(maxTokens, temperature, value, topP, repetitionPenalty, stop, seed);
    }

    /** The same with another topP. */
    public GenerateOptions withTopP(double value) {
        return new GenerateOptions(maxTokens, temperature, topK, value, repetitionPenalty, stop, seed);
    }

    /** The same with another penalty. */
    public GenerateOptions withRepetitionPenalty(double value) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, value, stop, seed);
    }

    /** The same with other stop texts. */
    public GenerateOptions withStop(String... values) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, repetitionPenalty, List.of(values), seed);
    }

    /** The same with another seed. */
    public GenerateOptions withSeed(long value) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, repetitionPenalty, stop, value);
    }
}
