package org.ttt4j.api;

import java.util.List;
import java.util.Objects;

/** Chooses what to train on among retrieved candidates. Pure: equal requests give equal answers. Thread-safe. */
public interface Selector extends AutoCloseable {

    /**
     * Selects at most {@link Request#budget()} picks, in training order. The first n of N picks are the picks for a
     * budget of n, so that one selection serves a whole curve over budgets.
     *
     * @param request the query, its candidates and how many of them to pick
     * @return at most N picks; whether one document can be picked twice is the selector's affair
     * @throws IllegalArgumentException if the request's parts do not fit together
     */
    Selection select(Request request);

    /** Most selectors hold nothing. Idempotent. */
    @Override
    default void close() {}

    /**
     * A selection problem. Thread-safe.
     *
     * @param query shape (m, d), usually m = 1
     * @param candidates K candidates, as a search returns them: best first. Those who have vectors and no search may
     *     give any order ({@link #of of}); what depends on nearness goes by {@link Neighbor#similarity()}, not by place
     * @param vectors shape (K, d); row i belongs to candidate i
     * @param budget N, the number of picks wanted, at least 1
     */
    record Request(EmbeddingBatch query, List<Neighbor> candidates, EmbeddingBatch vectors, int budget) {
        /**
         * Checks that shapes agree.
         *
         * @param query at least one row
         * @param candidates copied; may be empty
         * @param vectors as many rows as candidates, the query's dimension
         * @param budget at least 1; may be more than there are candidates
         */
        public Request {
            candidates = List.copyOf(candidates);
            Objects.requireNonNull(query, "query");
            if (query.rows() < 1
                    || query.dimension() != vectors.dimension()
                    || vectors.rows() != candidates.size()
                    || budget < 1) {
                throw new IllegalArgumentException("found query " + query.rows() + " x " + query.dimension()
                        + ", candidates " + candidates.size() + ", vectors " + vectors.rows() + " x "
                        + vectors.dimension() + ", budget " + budget
                        + ", wanted at least one query row, one vector per candidate, equal dimensions, budget >= 1");
            }
        }

        /**
         * {@return a problem from vectors alone} The id of a candidate is its row, its similarity the mean inner
         * product with the query rows.
         *
         * @param query shape (m, d)
         * @param vectors shape (K, d)
         * @param budget N, at least 1
         * @throws IllegalArgumentException if dimensions differ, or naming the row whose similarity is not a number
         */
        public static Request of(EmbeddingBatch query, EmbeddingBatch vectors, int budget) {
            return new Request(query, Similarities.of(query, vectors), vectors, budget);
        }
    }
}
