package org.ttt4j.api;

/**
 * How bits per byte went of late, as exponential means over segments of bits and of bytes, of which the ratio is taken.
 * Thread-safe.
 *
 * @param recentBits over the last segments, of the weights that learn
 * @param recentBytes over the same
 * @param recentBase bits of the base model over the same; 0 if it is not scored
 * @param earlierBits over eight times as many, of the weights that learn
 * @param earlierBytes over the same
 * @param segments since the beginning or the last reset that started it anew
 */
public record OnlineTrend(
        double recentBits,
        double recentBytes,
        double recentBase,
        double earlierBits,
        double earlierBytes,
        long segments) {

    /** Nothing was read yet. */
    public static final OnlineTrend NONE = new OnlineTrend(0, 0, 0, 0, 0, 0);

    private static final int EARLIER = 8;

    /** With one more segment; {@code window} is about how many the first mean is over. */
    OnlineTrend with(Score online, Score base, int window) {
        double recent = 2.0 / (window + 1);
        double earlier = 2.0 / (EARLIER * window + 1);
        return new OnlineTrend(
                mean(recentBits, online.bits(), recent),
                mean(recentBytes, (double) online.bytes(), recent),
                mean(recentBase, base.bits(), recent),
                mean(earlierBits, online.bits(), earlier),
                mean(earlierBytes, (double) online.bytes(), earlier),
                segments + 1);
    }

    /** Whether the stream has become harder to predict. */
    boolean drifted(OnlineReset.OnDrift rule) {
        return segments >= 2L * rule.window()
                && recentBits * earlierBytes > (1 + rule.threshold()) * earlierBits * recentBytes;
    }

    /** Whether the weights predict so much worse than the base model that learning did harm. */
    boolean diverged(double times, boolean base) {
        double bound = base ? recentBase : 8 * recentBytes; // 8 bits per byte: no model at all
        return times > 0 && segments >= 2L * EARLIER && recentBits > times * bound;
    }

    private static double mean(double before, double value, double share) {
        return before + share * (value - before);
    }
}
