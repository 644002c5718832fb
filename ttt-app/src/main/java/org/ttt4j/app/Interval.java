package org.ttt4j.app;

/**
 * A range that a ratio lies in. Thread-safe.
 *
 * @param low 5% quantile
 * @param high 95% quantile
 */
record Interval(double low, double high) {

    Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("found [" + low + ", " + high + "], wanted low <= high");
        }
    }
}
