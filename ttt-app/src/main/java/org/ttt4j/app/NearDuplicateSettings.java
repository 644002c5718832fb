package org.ttt4j.app;

import org.ttt4j.api.Settings;

/**
 * What {@code ttt corpus build} does about near-duplicates, below {@code ttt.corpus}. Thread-safe.
 *
 * @param policy what becomes of them
 * @param jaccard lowest Jaccard index of two near-duplicates
 */
record NearDuplicateSettings(Policy policy, double jaccard) {

    /** What becomes of a near-duplicate. */
    enum Policy {
        /** It stays, and its metadata say of what it is a near-duplicate. */
        FLAG,
        /** It is left out and counted. */
        DROP,
        /** Nobody looks for it. */
        IGNORE
    }

    static NearDuplicateSettings from(Settings settings) {
        return new NearDuplicateSettings(
                settings.choice("near-duplicates", Policy.FLAG),
                settings.number("near-duplicate-jaccard", 0.8, MinHashBands.LOWEST, 1));
    }
}
