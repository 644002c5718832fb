package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Settings of selectors that draw at random. Thread-safe.
 *
 * @param common kernel, noise and stop rule
 * @param seed equal seeds give equal picks, see {@link Draws}
 */
record SeededSettings(SelectionSettings common, int seed) {

    static SeededSettings from(Settings settings) {
        return new SeededSettings(
                SelectionSettings.from(settings), settings.integer("seed", 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
}
