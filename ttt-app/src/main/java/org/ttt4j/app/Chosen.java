package org.ttt4j.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;

/**
 * A selected neighbour with what is known about the choice. Thread-safe.
 *
 * @param id position in the corpus
 * @param similarity to the query, larger is closer
 * @param uncertainty left after this pick; NaN if the selector does not model it
 */
record Chosen(long id, float similarity, double uncertainty) {

    /** Joins picks with the similarities of the candidates they were picked from, in training order. */
    static List<Chosen> of(Selection selection, List<Neighbor> candidates) {
        Map<Long, Float> similarities = new HashMap<>();
        for (Neighbor candidate : candidates) {
            similarities.put(candidate.id(), candidate.similarity());
        }
        List<Chosen> chosen = new ArrayList<>();
        for (Pick pick : selection.picks()) {
            Float similarity = similarities.get(pick.id());
            if (similarity == null) {
                throw new IllegalArgumentException("found pick " + pick.id() + ", wanted one of the "
                        + candidates.size() + " candidates: the selector invents documents");
            }
            chosen.add(new Chosen(pick.id(), similarity, pick.uncertainty()));
        }
        return List.copyOf(chosen);
    }
}
