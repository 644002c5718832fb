package org.ttt4j.select;

import org.ttt4j.api.Settings;

/**
 * What all selectors have in common: the Gaussian process whose posterior standard deviation they report, and when they
 * stop. Thread-safe.
 */
record SelectionSettings(Lambda lambda, Kernel kernel, StopRule stop) {

    /** The default of every key. */
    static final SelectionSettings DEFAULT =
            new SelectionSettings(new Lambda(Lambda.DEFAULT), Kernel.LINEAR, StopRule.NONE);

    static SelectionSettings from(Settings settings) {
        return new SelectionSettings(Lambda.from(settings), Kernel.from(settings), StopRule.from(settings));
    }
}
