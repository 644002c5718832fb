package org.ttt4j.api;

import java.util.Comparator;

/**
 * One answer of a search. Thread-safe.
 *
 * @param id position of the document in the corpus, at least 0
 * @param similarity larger is closer for every metric: the inner product, or the negated squared L2 distance
 */
public record Neighbor(long id, float similarity) {

    /** Best first: falling similarity, equal similarities by rising id. */
    public static final Comparator<Neighbor> BEST_FIRST = Comparator.comparing(
                    Neighbor::similarity, Comparator.reverseOrder())
            .thenComparingLong(Neighbor::id);

    /**
     * Refuses placeholders and similarities that cannot be ordered.
     *
     * @param id at least 0: the -1 with which some indexes fill up their answers is no neighbour
     * @param similarity not NaN; may be infinite
     */
    public Neighbor {
        if (id < 0 || Float.isNaN(similarity)) {
            throw new IllegalArgumentException(
                    "found id=" + id + ", similarity=" + similarity + ", wanted id >= 0 and a number");
        }
    }
}
