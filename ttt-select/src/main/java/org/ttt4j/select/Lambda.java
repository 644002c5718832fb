package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * Variance of the observation noise, lambda in arXiv 2410.08020. Thread-safe.
 *
 * @param variance above 0 and finite, in units of the kernel
 */
record Lambda(double variance) {

    static final double DEFAULT = 0.01;

    Lambda {
        if (!(variance > 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException("found lambda=" + variance + ", wanted a finite number above 0");
        }
    }

    static Lambda from(Settings settings) {
        double variance = settings.number("lambda", DEFAULT, Double.MIN_VALUE, Double.MAX_VALUE);
        return new Lambda(variance);
    }
}
