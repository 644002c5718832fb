package org.ttt4j.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What happened at one segment: a line of the log. {@link ScoreFirst#check ScoreFirst.check} proves from all of them
 * that nothing was learned before it was scored. Thread-safe.
 *
 * @param segment number in the stream, from 0
 * @param document number of its document, from 0
 * @param name of its document
 * @param start tokens of the document before it
 * @param sha256 hexadecimal, over its token ids, four bytes each, little endian
 * @param updates optimizer steps taken before it was scored, since the beginning of the stream
 * @param learned segments of which any of these steps had seen a token
 * @param online score under the weights that learn
 * @param base score under the base weights, if asked for
 * @param reset whether the weights went back to the base before it, or, where the stream drifted, after it
 * @param recalled ids of the neighbours that were learned just before it, in order
 * @param leaked ids of documents that were recalled and learned since the last reset, here or before, and that hold this
 *     segment or most of it: its score is not one of a text unread
 * @param losses of the steps taken after it on what was read, in nats per token, each before its update
 * @param probe score of the probe after these steps, if it was due
 */
public record OnlineLine(
        long segment,
        long document,
        String name,
        long start,
        String sha256,
        long updates,
        long learned,
        Score online,
        Optional<Score> base,
        Reset reset,
        List<Long> recalled,
        List<Long> leaked,
        List<Double> losses,
        Optional<Score> probe) {

    /** Why the weights went back. */
    public enum Reset {
        /** They did not. */
        NONE,
        /** A document began. */
        DOCUMENT,
        /** So many tokens were learned. */
        TOKENS,
        /** The bits per byte rose. */
        DRIFT
    }

    /**
     * Copies the lists.
     *
     * @param segment from 0
     * @param document from 0
     * @param name not null
     * @param start at least 0
     * @param sha256 64 hexadecimal digits in lower case
     * @param updates at least 0
     * @param learned at most {@code segment}: {@link ScoreFirst#check ScoreFirst.check} refuses more, not this
     *     constructor
     * @param online not null
     * @param base empty if not asked for
     * @param reset {@link Reset#NONE} if the weights stayed
     * @param recalled copied; empty if nothing was recalled
     * @param leaked copied; empty if no document that was learned holds the segment
     * @param losses copied; empty if no step was taken
     * @param probe empty if it was not due
     */
    public OnlineLine {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(online, "online");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(reset, "reset");
        Objects.requireNonNull(probe, "probe");
        recalled = List.copyOf(recalled);
        leaked = List.copyOf(leaked);
        losses = List.copyOf(losses);
    }
}
