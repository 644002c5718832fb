package org.ttt4j.app;

import java.util.Map;
import java.util.Objects;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.EmbeddingBatch;

/**
 * What a search found for one document. Thread-safe.
 *
 * @param query vector, shape (1, d)
 * @param candidates K of them, and what may not be one
 * @param seconds per stage, {@code embed} and {@code search}; 0 for a stage whose work another search had done already
 * @param cost seconds that it takes alone, shared work included
 */
record Retrieved(EmbeddingBatch query, Candidates candidates, Map<String, Double> seconds, double cost) {

    Retrieved {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(candidates, "candidates");
        seconds = Map.copyOf(seconds);
    }
}
