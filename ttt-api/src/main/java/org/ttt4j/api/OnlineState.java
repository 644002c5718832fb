package org.ttt4j.api;

import java.util.List;
import java.util.Objects;

/**
 * Where {@link OnlineAdaptation} is, apart from the weights. Thread-safe.
 *
 * @param segments scored
 * @param documents begun
 * @param documentBytes of the last one that were scored
 * @param updates optimizer steps taken, those on neighbours included
 * @param learned segments that steps have seen
 * @param resets to the base
 * @param sinceReset tokens read since the last one
 * @param digest SHA-256 in hexadecimal over all segments so far, each added to what was before
 * @param online score of all segments under the weights that learn
 * @param base the same under the base weights; {@link Score#ZERO} if not asked for
 * @param trend of late
 * @param recalls documents learned beside the stream
 * @param work tokens that went through the model
 * @param seconds of this run and those that it goes on from
 */
public record OnlineState(
        long segments,
        long documents,
        long documentBytes,
        long updates,
        long learned,
        long resets,
        long sinceReset,
        String digest,
        Score online,
        Score base,
        OnlineTrend trend,
        Recalls recalls,
        Work work,
        Seconds seconds) {

    /** Before the first segment. */
    public static final OnlineState START = new OnlineState(
            0, 0, 0, 0, 0, 0, 0, "", Score.ZERO, Score.ZERO, OnlineTrend.NONE, Recalls.NONE, Work.NONE, Seconds.NONE);

    /**
     * Refuses nulls and negative counts.
     *
     * @param segments at least 0
     * @param documents at least 0
     * @param documentBytes at least 0
     * @param updates at least 0
     * @param learned at most {@code segments}
     * @param resets at least 0
     * @param sinceReset at least 0
     * @param digest 64 hexadecimal digits in lower case, or empty before the first segment
     * @param online not null
     * @param base not null
     * @param trend {@link OnlineTrend#NONE} before the first segment
     * @param recalls not null
     * @param work not null
     * @param seconds not null
     */
    public OnlineState {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(online, "online");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(trend, "trend");
        Objects.requireNonNull(recalls, "recalls");
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(seconds, "seconds");
        if (segments < 0 || documents < 0 || documentBytes < 0 || updates < 0 || resets < 0 || sinceReset < 0) {
            throw new IllegalArgumentException("found segments=" + segments + ", documents=" + documents
                    + ", documentBytes=" + documentBytes + ", updates=" + updates + ", resets=" + resets
                    + ", sinceReset=" + sinceReset + ", wanted none negative");
        }
    }

    /**
     * Documents that were learned because they are like what was read. Thread-safe.
     *
     * @param ids of those learned since the last reset that are still remembered, first one first
     * @param leaked segments that such a document held before they were read
     */
    public record Recalls(List<Long> ids, long leaked) {
        /** None. */
        public static final Recalls NONE = new Recalls(List.of(), 0);

        /**
         * Copies the list.
         *
         * @param ids copied
         * @param leaked at least 0
         */
        public Recalls {
            ids = List.copyOf(ids);
            if (leaked < 0) {
                throw new IllegalArgumentException("found leaked=" + leaked + ", wanted at least 0");
            }
        }
    }

    /**
     * Tokens that went through the model, context included; {@link Flops} makes operations of them. Neighbours and probes are
     * left out. Thread-safe.
     *
     * @param base forward, to score under the base weights
     * @param scored forward, to score under the weights that learn without learning
     * @param trained forward and backward; where a score comes from the same pass, it is in here
     */
    public record Work(long base, long scored, long trained) {
        /** None. */
        public static final Work NONE = new Work(0, 0, 0);
    }

    /**
     * Wall-clock seconds. Thread-safe.
     *
     * @param read waiting for text and tokenizing it
     * @param base scoring under the base weights
     * @param online scoring and learning
     * @param recall finding neighbours and learning them
     * @param probe scoring the probe
     */
    public record Seconds(double read, double base, double online, double recall, double probe) {
        /** None. */
        public static final Seconds NONE = new Seconds(0, 0, 0, 0, 0);
    }
}
