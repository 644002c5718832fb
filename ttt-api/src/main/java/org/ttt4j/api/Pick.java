package org.ttt4j.api;

/**
 * One selected document. Thread-safe.
 *
 * @param id the candidate's id
 * @param uncertainty posterior standard deviation of the query after this and all earlier picks, in units of the
 *     kernel's square root, at least 0; NaN for selectors that do not model it
 */
public record Pick(long id, double uncertainty) {

    /**
     * Refuses negative ids and uncertainties.
     *
     * @param id at least 0
     * @param uncertainty at least 0, or NaN
     */
    public Pick {
        if (id < 0 || uncertainty < 0) {
            throw new IllegalArgumentException(
                    "found id=" + id + ", uncertainty=" + uncertainty + ", wanted both >= 0");
        }
    }
}
