package org.ttt4j.study;

/**
 * A range that a ratio lies in: 90% of all resamples. Thread-safe.
 *
 * @param low 5% quantile
 * @param high 95% quantile
 */
public record Interval(double low, double high) {

    /**
     * Refuses ends in the wrong order, and NaN.
     *
     * @param low not above {@code high}, not NaN
     * @param high not NaN
     */
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("found [" + low + ", " + high + "], wanted low <= high");
        }
    }
}
