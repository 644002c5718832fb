package org.ttt4j.app;

import org.ttt4j.api.OnlineOptions;
import org.ttt4j.api.OnlineReset;
import org.ttt4j.api.Settings;

/**
 * How a stream is read and learned, below {@code ttt.stream}. Thread-safe.
 *
 * @param segment tokens predicted before they are learned
 * @param overlap tokens of the past that the model still sees
 * @param context most tokens that the model sees at once, segment included; 0 for segment and overlap
 * @param updateEvery segments between two updates
 * @param steps of an update
 * @param reset when the weights go back to the base
 * @param divergence how many times the base model's bits end the run
 * @param recallEvery segments between two recalls of neighbours
 * @param recallNeighbors how many each recalls
 * @param probeEvery updates between two scores of the probe
 * @param snapshotSeconds longest work that a kill loses
 * @param snapshotSegments the same in segments; 0 for any number
 */
record StreamSettings(
        int segment,
        int overlap,
        int context,
        int updateEvery,
        int steps,
        OnlineReset reset,
        double divergence,
        int recallEvery,
        int recallNeighbors,
        int probeEvery,
        double snapshotSeconds,
        int snapshotSegments) {

    /** What the key {@code reset} says. */
    enum Policy {
        NEVER,
        DOCUMENT,
        TOKENS,
        DRIFT,
        FADING
    }

    private static final int MANY = 1_000_000_000;

    static StreamSettings from(Settings settings) {
        int segment = settings.integer("segment", OnlineOptions.DEFAULT.segment(), 1, 1_000_000);
        int context = settings.integer("context", 0, 0, 1_000_000);
        if (context > 0 && context < segment) {
            throw settings.refuse(
                    "context", "found " + context + " and segments of " + segment + ", wanted room for a segment");
        }
        return new StreamSettings(
                segment,
                settings.integer("overlap", OnlineOptions.DEFAULT.overlap(), 0, 1_000_000),
                context,
                settings.integer("update-every", 1, 1, 1_000_000),
                settings.integer("steps", 1, 0, 1_000_000),
                reset(settings),
                settings.number("divergence", OnlineOptions.DEFAULT.divergence(), 0, 1e6),
                settings.integer("retrieve-every", 0, 0, MANY),
                settings.integer("retrieve-neighbors", 5, 1, 10_000),
                settings.integer("probe-every", 0, 0, MANY),
                settings.number("snapshot-seconds", 60, 0, 1e6),
                settings.integer("snapshot-segments", 0, 0, MANY));
    }

    private static OnlineReset reset(Settings settings) {
        long tokens = settings.integer("reset-tokens", 8192, 1, MANY);
        double threshold = settings.number("drift-threshold", 0.2, 1e-6, 1e6);
        int window = settings.integer("drift-window", 4, 1, 1_000_000);
        double share = settings.number("fading-share", 0.002, 0, 1);
        return switch (settings.choice("reset", Policy.NEVER)) {
            case NEVER -> OnlineReset.NEVER;
            case DOCUMENT -> OnlineReset.PER_DOCUMENT;
            case TOKENS -> new OnlineReset.EveryTokens(tokens);
            case DRIFT -> new OnlineReset.OnDrift(threshold, window);
            case FADING -> new OnlineReset.Fading(share);
        };
    }

    /** For the library. */
    OnlineOptions options(boolean base) {
        int seen = context == 0 ? overlap : Math.min(overlap, context - segment);
        return new OnlineOptions(segment, seen, updateEvery, steps, reset, base, recallEvery, probeEvery, divergence);
    }
}
