package org.ttt4j.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What happened to one query. Thread-safe.
 *
 * @param candidates K retrieved neighbours, in the order of the {@link Preselection}
 * @param excluded documents that would have been among them, in the order in which they were taken out
 * @param selection what was trained on
 * @param steps gradient steps in order
 * @param before score of the query under the base weights
 * @param after score of the query under the adapted weights
 * @param watched scores of the query on the way, the last one included; empty if none were asked for
 * @param continuation generated text before and after, if asked for
 * @param seconds wall-clock time per stage
 */
public record Adaptation(
        List<Neighbor> candidates,
        List<Excluded> excluded,
        Selection selection,
        List<Step> steps,
        Score before,
        Score after,
        List<Watched> watched,
        Optional<Continuation> continuation,
        Seconds seconds) {

    /**
     * Copies the lists.
     *
     * @param candidates copied
     * @param excluded copied
     * @param selection N picks
     * @param steps copied; empty if nothing was trained on
     * @param before of the query, not null
     * @param after of the same text as {@code before}
     * @param watched copied
     * @param continuation empty if none was asked for
     * @param seconds of one query
     */
    public Adaptation {
        candidates = List.copyOf(candidates);
        excluded = List.copyOf(excluded);
        steps = List.copyOf(steps);
        watched = List.copyOf(watched);
        Objects.requireNonNull(selection, "selection");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(continuation, "continuation");
        Objects.requireNonNull(seconds, "seconds");
    }

    /**
     * A score on the way. Thread-safe.
     *
     * @param neighbors trained on so far
     * @param score of the query
     */
    public record Watched(int neighbors, Score score) {
        /**
         * Refuses null.
         *
         * @param neighbors picks, a document that is picked twice counted twice
         * @param score not null
         */
        public Watched {
            Objects.requireNonNull(score, "score");
        }
    }

    /**
     * Generated text. Thread-safe.
     *
     * @param before under the base weights
     * @param after under the adapted weights
     */
    public record Continuation(String before, String after) {
        /**
         * Refuses nulls.
         *
         * @param before without the prompt, may be empty
         * @param after without the prompt, may be empty
         */
        public Continuation {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * Wall-clock seconds per stage; {@code select} includes fetching the candidates' vectors, {@code score} both
     * scores, and generation belongs to no stage. Thread-safe.
     *
     * @param embed the query's embedding
     * @param search the index search
     * @param select the selection
     * @param train the gradient steps
     * @param score scoring before and after
     * @param reset back to the base weights
     */
    public record Seconds(double embed, double search, double select, double train, double score, double reset) {}
}
