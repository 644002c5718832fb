package org.ttt4j.api;

import java.util.List;

/**
 * What a search offers to a {@link Selector}, and what an {@link Exclusion} took out of it. Thread-safe.
 *
 * @param neighbors at most K, in the order of the {@link Preselection}
 * @param excluded documents that would have been among them, in the order in which they were taken out
 */
public record Candidates(List<Neighbor> neighbors, List<Excluded> excluded) {

    /**
     * Copies the lists.
     *
     * @param neighbors copied
     * @param excluded copied; empty if nothing was taken out
     */
    public Candidates {
        neighbors = List.copyOf(neighbors);
        excluded = List.copyOf(excluded);
    }
}
