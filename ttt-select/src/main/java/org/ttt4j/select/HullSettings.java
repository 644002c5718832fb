package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Settings of {@code hull}. Thread-safe.
 *
 * @param common kernel, noise and stop rule
 * @param iterations of Frank-Wolfe at most, at least 1
 * @param tolerance length of the residual below which the query counts as reconstructed, at least 0
 */
record HullSettings(SelectionSettings common, int iterations, double tolerance) {

    HullSettings {
        if (iterations < 1 || !(tolerance >= 0)) {
            throw new IllegalArgumentException("found iterations=" + iterations + ", tolerance=" + tolerance
                    + ", wanted iterations >= 1 and tolerance >= 0");
        }
    }

    static HullSettings from(Settings settings) {
        return new HullSettings(
                SelectionSettings.from(settings),
                settings.integer("iterations", 250, 1, 1_000_000),
                settings.number("tolerance", 1e-5, 0, Double.MAX_VALUE));
    }
}
