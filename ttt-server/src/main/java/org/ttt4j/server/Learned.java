package org.ttt4j.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;

/**
 * What a request learned from. Thread-safe.
 *
 * @param neighbors in training order
 * @param priorUncertainty before any of them; NaN if the selector does not model it
 * @param excluded how many documents the guard took out
 * @param losses one per step, in nats per token
 */
record Learned(List<Chosen> neighbors, double priorUncertainty, int excluded, List<Double> losses) {

    Learned {
        neighbors = List.copyOf(neighbors);
        losses = List.copyOf(losses);
    }

    /** The same after training. */
    Learned with(List<Double> newLosses) {
        return new Learned(neighbors, priorUncertainty, excluded, newLosses);
    }

    /** Joins picks with the similarities of the candidates that they were picked from. */
    static Learned of(Selection selection, Candidates candidates) {
        Map<Long, Float> similarities = new HashMap<>();
        for (Neighbor one : candidates.neighbors()) {
            similarities.put(one.id(), one.similarity());
        }
        List<Chosen> chosen = new ArrayList<>();
        for (Pick pick : selection.picks()) {
            chosen.add(new Chosen(pick.id(), similarities.getOrDefault(pick.id(), Float.NaN), pick.uncertainty()));
        }
        return new Learned(
                chosen, selection.priorUncertainty(), candidates.excluded().size(), List.of());
    }

    /** The ids in training order. */
    long[] ids() {
        return neighbors.stream().mapToLong(Chosen::id).toArray();
    }

    /**
     * A neighbour. Thread-safe.
     *
     * @param id position in the corpus
     * @param similarity to the prompt
     * @param uncertainty left after it; NaN if the selector does not model it
     */
    record Chosen(long id, float similarity, double uncertainty) {}
}
