package org.ttt4j.testkit;

import org.ttt4j.api.Settings;

/**
 * Settings of the trainer {@code bytes}. Thread-safe.
 *
 * @param contextTokens bytes in a chunk and in a scoring window, in [2, 65536]
 * @param order largest number of preceding bytes that the model looks at, in [0, 16]
 * @param buckets rows that contexts are hashed into, in [1, 65536]
 * @param learningRate of Adagrad, in [0, 100]; with 0 nothing moves
 * @param maxSessions sessions open at once, in [1, 64]
 */
record BytesSettings(int contextTokens, int order, int buckets, double learningRate, int maxSessions) {

    static BytesSettings from(Settings settings) {
        return new BytesSettings(
                settings.integer("context-tokens", 256, 2, 65_536),
                settings.integer("order", 5, 0, 16),
                settings.integer("buckets", 4096, 1, 65_536),
                settings.number("learning-rate", 0.3, 0, 100),
                settings.integer("max-sessions", 4, 1, 64));
    }
}
