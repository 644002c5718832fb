package org.ttt4j.study;

/**
 * What it took to come to a score, apart from the scoring itself: retrieval, selection, and training or reading of
 * neighbours. Thread-safe.
 *
 * @param seconds wall-clock time, at least 0
 * @param trainedTokens tokens that gradients were taken on, at least 0
 * @param flops floating-point operations, an estimate ({@code org.ttt4j.api.Flops}), at least 0
 */
public record Cost(double seconds, long trainedTokens, double flops) {

    /** Nothing was done. */
    public static final Cost NONE = new Cost(0, 0, 0);

    /**
     * Refuses NaN and negative costs.
     *
     * @param seconds at least 0
     * @param trainedTokens at least 0
     * @param flops at least 0
     */
    public Cost {
        if (!(seconds >= 0) || trainedTokens < 0 || !(flops >= 0)) {
            throw new IllegalArgumentException("found seconds=" + seconds + ", trainedTokens=" + trainedTokens
                    + ", flops=" + flops + ", wanted all >= 0");
        }
    }

    /**
     * {@return the sum of this and another cost}
     *
     * @param other what is added; neither changes
     */
    public Cost plus(Cost other) {
        return new Cost(seconds + other.seconds, trainedTokens + other.trainedTokens, flops + other.flops);
    }
}
