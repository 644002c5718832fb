package org.ttt4j.select;

/** What each candidate would be worth if it were observed next. Thread-safe. */
@FunctionalInterface
interface Objective {

    /**
     * Computes all values.
     *
     * @param values shape (K,), overwritten; larger is better, none is NaN
     */
    void values(Conditioning posterior, double[] values);
}
