package org.ttt4j.api;

import java.util.Objects;

/**
 * How {@link OnlineAdaptation} reads a stream. What a step is (learning rate, optimizer, what is trained) says the trainer.
 * Thread-safe.
 *
 * @param segment tokens that are predicted before any of them is learned, at least 1
 * @param overlap tokens of the document before a segment that the model still sees, at least 0; what does not fit into its
 *     context beside the segment is cut off
 * @param updateEvery segments between two updates, at least 1; an update learns all of them that are of one document at
 *     once, so that they must fit into the context
 * @param steps optimizer steps of an update, at least 0; 0 never learns
 * @param reset when the weights go back to the base
 * @param base whether the base model is scored beside, on the same segments and contexts; takes a second session
 * @param recallEvery segments between two recalls of neighbours of what was read, 0 for none
 * @param probeEvery updates between two scores of the probe, 0 for none
 * @param divergence how many times the base model's bits per byte those of late may be before the run ends, at least 1;
 *     without a base model it is taken to need 8 bits per byte; 0 for any number
 */
public record OnlineOptions(
        int segment,
        int overlap,
        int updateEvery,
        int steps,
        OnlineReset reset,
        boolean base,
        int recallEvery,
        int probeEvery,
        double divergence) {

    /** Segments of 64 tokens after 64 of the past, one step after each, no reset, the base model beside. */
    public static final OnlineOptions DEFAULT = new OnlineOptions(64, 64, 1, 1, OnlineReset.NEVER, true, 0, 0, 3);

    /**
     * Refuses numbers out of range.
     *
     * @param segment at least 1
     * @param overlap at least 0
     * @param updateEvery at least 1
     * @param steps at least 0
     * @param reset {@link OnlineReset#NEVER} for none
     * @param base false to score under the weights that learn only
     * @param recallEvery at least 0
     * @param probeEvery at least 0
     * @param divergence 0, or finite and at least 1
     */
    public OnlineOptions {
        Objects.requireNonNull(reset, "reset");
        demand("a segment", segment, 1);
        demand("an overlap", overlap, 0);
        demand("an update interval", updateEvery, 1);
        demand("a number of steps", steps, 0);
        demand("a recall interval", recallEvery, 0);
        demand("a probe interval", probeEvery, 0);
        if (!(divergence == 0 || (divergence >= 1 && divergence < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException("found a divergence of " + divergence + ", wanted 0 or at least 1");
        }
    }

    private static void demand(String what, int found, int least) {
        if (found < least) {
            throw new IllegalArgumentException("found " + what + " of " + found + ", wanted at least " + least);
        }
    }

    /**
     * {@return the same with other lengths, in tokens}
     *
     * @param segmentTokens at least 1
     * @param overlapTokens at least 0
     */
    public OnlineOptions reading(int segmentTokens, int overlapTokens) {
        return new OnlineOptions(
                segmentTokens, overlapTokens, updateEvery, steps, reset, base, recallEvery, probeEvery, divergence);
    }

    /**
     * {@return the same with other updates}
     *
     * @param everySegments segments between two updates, at least 1
     * @param stepsEach steps of an update, at least 0; 0 never learns
     */
    public OnlineOptions updating(int everySegments, int stepsEach) {
        return new OnlineOptions(
                segment, overlap, everySegments, stepsEach, reset, base, recallEvery, probeEvery, divergence);
    }

    /**
     * {@return the same with another reset}
     *
     * @param other not null
     */
    public OnlineOptions resetting(OnlineReset other) {
        return new OnlineOptions(
                segment, overlap, updateEvery, steps, other, base, recallEvery, probeEvery, divergence);
    }

    /**
     * {@return the same with or without the base model beside}
     *
     * @param beside whether it is scored, in a second session
     */
    public OnlineOptions withBase(boolean beside) {
        return new OnlineOptions(
                segment, overlap, updateEvery, steps, reset, beside, recallEvery, probeEvery, divergence);
    }

    /**
     * {@return the same with neighbours recalled before every so many segments, and a probe scored after every so many
     * updates}
     *
     * @param segments at least 0, 0 for no recall
     * @param updates at least 0, 0 for no probe
     */
    public OnlineOptions recallingAndProbing(int segments, int updates) {
        return new OnlineOptions(segment, overlap, updateEvery, steps, reset, base, segments, updates, divergence);
    }

    /**
     * Refuses a model that cannot read so much at once.
     *
     * @throws IllegalArgumentException naming both
     */
    void demandFits(int contextTokens) {
        if ((long) segment * updateEvery > contextTokens) {
            throw new IllegalArgumentException("found segments of " + segment + " tokens of which " + updateEvery
                    + " are learned at once, wanted at most the " + contextTokens + " tokens that the model sees");
        }
    }
}
