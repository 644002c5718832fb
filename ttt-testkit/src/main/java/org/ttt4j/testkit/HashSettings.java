package org.ttt4j.testkit;

import org.ttt4j.api.Settings;

/**
 * Settings of the embedder {@code hash}. Thread-safe.
 *
 * @param dimension d, columns that features are hashed into, in [8, 65536]
 * @param maxTokens words kept of a text, in [1, 100000]
 */
record HashSettings(int dimension, int maxTokens) {

    static HashSettings from(Settings settings) {
        return new HashSettings(
                settings.integer("dimension", 512, 8, 65_536), settings.integer("max-tokens", 512, 1, 100_000));
    }
}
