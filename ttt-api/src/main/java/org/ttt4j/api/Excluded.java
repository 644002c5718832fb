package org.ttt4j.api;

import java.util.Objects;

/**
 * A document that a search found and an {@link Exclusion} took out. Thread-safe.
 *
 * @param id position in the corpus, at least 0
 * @param rule what took it out, such as {@link Exclusion#NEAR_DUPLICATE}
 * @param overlap how much of it and the query is the same, in [0, 1]; NaN if the rule does not tell
 */
public record Excluded(long id, String rule, double overlap) {

    /**
     * Refuses negative ids and shares outside [0, 1].
     *
     * @param id at least 0
     * @param rule a name, not null
     * @param overlap in [0, 1], or NaN
     */
    public Excluded {
        Objects.requireNonNull(rule, "rule");
        if (id < 0 || overlap < 0 || overlap > 1) {
            throw new IllegalArgumentException(
                    "found id=" + id + ", overlap=" + overlap + ", wanted id >= 0 and a share in [0, 1] or NaN");
        }
    }

    /**
     * {@return a document taken out by a rule that tells no overlap}
     *
     * @param rule such as {@link Exclusion#ID}
     * @param id at least 0
     */
    public static Excluded by(String rule, long id) {
        return new Excluded(id, rule, Double.NaN);
    }
}
