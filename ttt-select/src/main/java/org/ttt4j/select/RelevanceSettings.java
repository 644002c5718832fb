package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Settings of {@code mmr}. Thread-safe.
 *
 * @param common kernel, noise and stop rule
 * @param relevance weight of the relevance against the redundancy, in [0, 1]
 */
record RelevanceSettings(SelectionSettings common, double relevance) {

    RelevanceSettings {
        if (!(relevance >= 0 && relevance <= 1)) {
            throw new IllegalArgumentException("found relevance=" + relevance + ", wanted a number in [0, 1]");
        }
    }

    static RelevanceSettings from(Settings settings) {
        return new RelevanceSettings(SelectionSettings.from(settings), settings.number("relevance", 0.5, 0, 1));
    }
}
