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
    private static final double NO_MODEL = 8; // bits per byte
    private static final double HARMLESS = 1.2; // times the base model
    private static final double EXTREME = 4; // times the bound: no chance of a few segments makes so much

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

    /**
     * Whether the weights predict about as well as the base model, or at least better than no model where that is not
     * scored.
     */
    boolean harmless() {
        double bound = recentBase > 0 ? HARMLESS * recentBase : NO_MODEL * recentBytes;
        return recentBits <= bound; // not if it is not a number
    }

    /** The same of one segment alone, which varies more. */
    static boolean harmless(OnlineLine line) {
        double bound = line.base()
                .map(base -> 2 * base.bits())
                .orElse(NO_MODEL * line.online().bytes());
        return line.online().bits() <= bound;
    }

    /** Whether the weights predict so much worse than the base model that learning did harm. */
    boolean diverged(double times, boolean base) {
        double bound = times * (base ? recentBase : NO_MODEL * recentBytes);
        boolean enough = segments >= 2L * EARLIER || (segments > 1 && !(recentBits <= EXTREME * bound));
        return times > 0 && enough && !(recentBits <= bound);
    }

    private static double mean(double before, double value, double share) {
        return before + share * (value - before);
    }
}
