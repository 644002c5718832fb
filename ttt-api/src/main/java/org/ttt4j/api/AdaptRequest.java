package org.ttt4j.api;

import java.util.Objects;
import java.util.Optional;

/**
 * One query to adapt to. Thread-safe.
 *
 * @param query text that is embedded, searched for and scored; not blank
 * @param candidates K, neighbours retrieved, at least 1
 * @param budget N, picks to train on, at least 1
 * @param generate how to continue the query before and after, or empty
 * @param watch how often it is scored on the way
 * @param exclusion documents that must not be learned from
 */
public record AdaptRequest(
        String query,
        int candidates,
        int budget,
        Optional<GenerateOptions> generate,
        Watch watch,
        Exclusion exclusion) {

    /**
     * Refuses blank queries and empty budgets.
     *
     * @param query not blank
     * @param candidates at least 1
     * @param budget at least 1; may be more than {@code candidates}
     * @param generate empty to generate nothing
     * @param watch {@link Watch#NONE} to score before and after only
     * @param exclusion {@link Exclusion#NONE} to learn from every document
     */
    public AdaptRequest {
        Objects.requireNonNull(generate, "generate");
        Objects.requireNonNull(watch, "watch");
        Objects.requireNonNull(exclusion, "exclusion");
        if (query.isBlank()) {
            throw new IllegalArgumentException("the prompt is empty, wanted some text");
        }
        if (candidates < 1 || budget < 1) {
            throw new IllegalArgumentException(
                    "found candidates=" + candidates + ", budget=" + budget + ", wanted both >= 1");
        }
    }

    /**
     * A request that may learn from every document.
     *
     * @param query not blank
     * @param candidates K, at least 1
     * @param budget N, at least 1
     * @param generate how to continue the query, or empty
     * @param watch how often it is scored on the way
     */
    public AdaptRequest(String query, int candidates, int budget, Optional<GenerateOptions> generate, Watch watch) {
        this(query, candidates, budget, generate, watch, Exclusion.NONE);
    }

    /**
     * A request scored before and after only, that may learn from every document.
     *
     * @param query not blank
     * @param candidates K, at least 1
     * @param budget N, at least 1
     * @param generate how to continue the query, or empty
     */
    public AdaptRequest(String query, int candidates, int budget, Optional<GenerateOptions> generate) {
        this(query, candidates, budget, generate, Watch.NONE);
    }

    /**
     * {@return a request without generation, scored before and after only, that may learn from every document}
     *
     * @param query not blank
     * @param candidates K, at least 1
     * @param budget N, at least 1
     */
    public static AdaptRequest of(String query, int candidates, int budget) {
        return new AdaptRequest(query, candidates, budget, Optional.empty());
    }
}
