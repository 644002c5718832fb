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

    /**
     * Refuses impossible values.
     *
     * @param maxTokens at least 1
     * @param temperature finite, at least 0
     * @param topK at least 0
     * @param topP in (0, 1]
     * @param repetitionPenalty finite, above 0
     * @param stop copied; none empty
     * @param seed any number; matters at temperatures above 0 only
     */
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

    /**
     * Options with topP 1, no penalty and no stop texts.
     *
     * @param maxTokens at least 1
     * @param temperature 0 for the most likely token, else finite and above 0
     * @param topK at least 0, 0 for all tokens
     * @param seed of the sampling
     */
    public GenerateOptions(int maxTokens, double temperature, int topK, long seed) {
        this(maxTokens, temperature, topK, 1, 1, List.of(), seed);
    }

    /**
     * {@return options for the most likely continuation: temperature 0, no penalty and no stop texts}
     *
     * @param maxTokens at least 1
     */
    public static GenerateOptions greedy(int maxTokens) {
        return new GenerateOptions(maxTokens, 0, 0, 0);
    }

    /**
     * {@return the same with another temperature}
     *
     * @param value finite, at least 0
     */
    public GenerateOptions withTemperature(double value) {
        return new GenerateOptions(maxTokens, value, topK, topP, repetitionPenalty, stop, seed);
    }

    /**
     * {@return the same with another topK}
     *
     * @param value at least 0, 0 for all tokens
     */
    public GenerateOptions withTopK(int value) {
        return new GenerateOptions(maxTokens, temperature, value, topP, repetitionPenalty, stop, seed);
    }

    /**
     * {@return the same with another topP}
     *
     * @param value in (0, 1], 1 for all tokens
     */
    public GenerateOptions withTopP(double value) {
        return new GenerateOptions(maxTokens, temperature, topK, value, repetitionPenalty, stop, seed);
    }

    /**
     * {@return the same with another penalty on repetition}
     *
     * @param value finite, above 0, 1 for none
     */
    public GenerateOptions withRepetitionPenalty(double value) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, value, stop, seed);
    }

    /**
     * {@return the same with other stop texts instead of those it has}
     *
     * @param values none of them empty; none at all to generate until {@code maxTokens}
     */
    public GenerateOptions withStop(String... values) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, repetitionPenalty, List.of(values), seed);
    }

    /**
     * {@return the same with another seed}
     *
     * @param value any number
     */
    public GenerateOptions withSeed(long value) {
        return new GenerateOptions(maxTokens, temperature, topK, topP, repetitionPenalty, stop, value);
    }
}
