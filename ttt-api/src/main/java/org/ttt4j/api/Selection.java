package org.ttt4j.api;

import java.util.List;

/**
 * What to train on, in training order. A list, not a set: selectors such as SIFT may pick one document several times.
 * Thread-safe.
 *
 * @param picks N picks, first trained first
 */
public record Selection(List<Pick> picks) {

    /** Copies the list. */
    public Selection {
        picks = List.copyOf(picks);
    }

    /** The ids of all picks in training order, shape (N,). */
    public long[] ids() {
        return picks.stream().mapToLong(Pick::id).toArray();
    }
}
