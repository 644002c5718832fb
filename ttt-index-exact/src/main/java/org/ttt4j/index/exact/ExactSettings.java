package org.ttt4j.index.exact;

import org.ttt4j.api.Settings;

/**
 * Settings below {@code ttt.index.exact}; {@code reference.conf} explains them. Thread-safe.
 *
 * @param storage what is scanned, used when building
 * @param threads threads of one search, 0 for one per processor
 * @param scan how it is scanned
 * @param verify when checksums are compared
 * @param source where the values came from, for refusals
 */
record ExactSettings(Storage storage, int threads, Scanning scan, Verify verify, Settings source) {

    private static final int MOST_THREADS = 1024;

    /** Values of the key {@code scan}. */
    enum Scanning {
        AUTO,
        VECTOR,
        SCALAR
    }

    /** Values of the key {@code verify}. */
    enum Verify {
        AUTO,
        OPEN,
        LAZY,
        OFF
    }

    static ExactSettings from(Settings settings) {
        return new ExactSettings(
                settings.choice("storage", Storage.FLOAT32),
                settings.integer("threads", 0, 0, MOST_THREADS),
                settings.choice("scan", Scanning.AUTO),
                settings.choice("verify", Verify.AUTO),
                settings);
    }

    /** Threads of one search, at least 1. */
    int workers() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
