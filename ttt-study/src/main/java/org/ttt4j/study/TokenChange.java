package org.ttt4j.study;

import java.util.Objects;

/**
 * What adaptation changed about one token of a document. Thread-safe.
 *
 * @param text what it stands for
 * @param before natural logarithm of its probability under the model as it is, at most 0
 * @param after the same with the arm's neighbours
 */
public record TokenChange(String text, double before, double after) {

    /**
     * Refuses logarithms above 0.
     *
     * @param text not null
     * @param before at most 0, not NaN
     * @param after at most 0, not NaN
     */
    public TokenChange {
        Objects.requireNonNull(text, "text");
        if (!(before <= 0) || !(after <= 0)) {
            throw new IllegalArgumentException(
                    "found log-probabilities " + before + " and " + after + ", wanted both <= 0");
        }
    }
}
