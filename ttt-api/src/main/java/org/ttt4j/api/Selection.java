package org.ttt4j.api;

import java.util.List;

/**
 * What to train on, in training order. A list, not a set: selectors such as SIFT may pick one document several times.
 * Thread-safe.
 *
 * @param picks N picks, first trained first
 * @param priorUncertainty sigma_0, the standard deviation of the query before any pick, in the units of
 *     {@link Pick#uncertainty()} and at least 0; NaN for selectors that do not model it
 */
public record Selection(List<Pick> picks, double priorUncertainty) {

    /**
     * Copies the list and refuses negative uncertainties.
     *
     * @param picks copied; may be empty
     * @param priorUncertainty at least 0, or NaN
     */
    public Selection {
        picks = List.copyOf(picks);
        if (priorUncertainty < 0) {
            throw new IllegalArgumentException("found priorUncertainty=" + priorUncertainty + ", wanted at least 0");
        }
    }

    /**
     * A selection of a selector that does not tell the uncertainty before its picks.
     *
     * @param picks copied; may be empty
     */
    public Selection(List<Pick> picks) {
        this(picks, Double.NaN);
    }

    /** {@return the ids of all picks in training order, shape (N,); a document that is picked twice is in it twice} */
    public long[] ids() {
        return picks.stream().mapToLong(Pick::id).toArray();
    }
}
