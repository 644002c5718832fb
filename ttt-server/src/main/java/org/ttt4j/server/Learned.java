package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Step;

/**
 * What a request learned from. Thread-safe.
 *
 * @param neighbors in training order
 * @param priorUncertainty before any of them; NaN if the selector does not model it
 * @param excluded how many documents the guard took out
 * @param steps in the order in which they were taken; a neighbour longer than the context makes several
 */
record Learned(List<Chosen> neighbors, double priorUncertainty, int excluded, List<Stepped> steps) {

    Learned {
        neighbors = List.copyOf(neighbors);
        steps = List.copyOf(steps);
    }

    /** The same after training. */
    Learned with(List<Step> taken) {
        List<Stepped> told = taken.stream()
                .map(one -> new Stepped(one.neighborId(), one.loss()))
                .toList();
        return new Learned(neighbors, priorUncertainty, excluded, told);
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

    /**
     * A step. Thread-safe.
     *
     * @param id of the neighbour
     * @param loss before it, in nats per token
     */
    record Stepped(long id, double loss) {

        ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
            json.set("loss", Json.number(loss));
            return json;
        }
    }
}
