package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns texts into vectors. Implementations batch as they like; row i belongs to text i. Thread-safe; {@link #close()}
 * waits for running calls.
 */
public interface Embedder extends AutoCloseable {

    /** {@return fixed properties, the same at every call} */
    Traits traits();

    /**
     * Embeds texts; those longer than {@link Traits#maxTokens()} are truncated, empty ones are allowed.
     *
     * @param texts B texts, possibly none
     * @param control checked between batches; reports {@link Progress.Advanced} with stage {@code embed}
     * @return shape (B, d), all values finite
     * @throws BackendException if the model fails
     * @throws IllegalStateException if closed
     */
    EmbeddingBatch embed(List<String> texts, RunControl control);

    /**
     * How many tokens {@link #embed} reads of a text, those included that stand around every text. An embedder that does
     * not tell keeps this default, an estimate: a token for each four UTF-8 bytes or part of them.
     *
     * @param text may be empty
     * @return in [0, {@link Traits#maxTokens()}]
     */
    default int tokens(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return Math.min((bytes + 3) / 4, traits().maxTokens());
    }

    /** Releases the model. Idempotent. */
    @Override
    void close();

    /**
     * Fixed properties of an embedder. Thread-safe.
     *
     * @param dimension d, at least 1
     * @param maxTokens tokens kept of a text, at least 1
     * @param unitLength whether every row has L2 norm 1, save zero rows
     * @param fingerprint SHA-256 (hexadecimal) over everything that decides a vector: weights, tokenizer, pooling,
     *     normalisation, truncation. Indexes remember it
     */
    record Traits(int dimension, int maxTokens, boolean unitLength, String fingerprint) {
        /**
         * Refuses empty sizes and fingerprints.
         *
         * @param dimension at least 1
         * @param maxTokens at least 1
         * @param unitLength true only if the backend sees to it
         * @param fingerprint not empty
         */
        public Traits {
            if (dimension < 1 || maxTokens < 1 || fingerprint.isEmpty()) {
                throw new IllegalArgumentException("found dimension=" + dimension + ", maxTokens=" + maxTokens
                        + ", fingerprint=\"" + fingerprint + "\", wanted positive sizes and a fingerprint");
            }
        }
    }
}
