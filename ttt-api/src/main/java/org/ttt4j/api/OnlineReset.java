package org.ttt4j.api;

/** When weights that learn along a stream go back to the base, and the optimizer's state with them. Thread-safe. */
public sealed interface OnlineReset {

    /** Never: what was learned is kept to the end. */
    OnlineReset NEVER = new Never();

    /** Before each document. */
    OnlineReset PER_DOCUMENT = new PerDocument();

    /** Never. */
    record Never() implements OnlineReset {}

    /** Before each document. */
    record PerDocument() implements OnlineReset {}

    /**
     * Before the segment that would be read with so much learned.
     *
     * @param tokens read since the last reset, at least 1
     */
    record EveryTokens(long tokens) implements OnlineReset {
        /**
         * Refuses numbers below 1.
         *
         * @param tokens at least 1
         */
        public EveryTokens {
            if (tokens < 1) {
                throw new IllegalArgumentException("found a reset every " + tokens + " tokens, wanted at least 1");
            }
        }
    }

    /**
     * After a segment at which the bits per byte of late lie above those of before: the segment is then learned anew,
     * from the base. Both are exponential means over segments, the second over eight times as many.
     *
     * @param threshold share by which they must lie above, above 0
     * @param window segments of the first mean, at least 1; none is judged before twice as many were read
     */
    record OnDrift(double threshold, int window) implements OnlineReset {
        /**
         * Refuses numbers out of range.
         *
         * @param threshold finite, above 0
         * @param window at least 1
         */
        public OnDrift {
            if (!(threshold > 0 && threshold < Double.POSITIVE_INFINITY) || window < 1) {
                throw new IllegalArgumentException("found a threshold of " + threshold + " and a window of " + window
                        + ", wanted a threshold above 0 and a window of at least 1");
            }
        }
    }

    /**
     * A little after every update: {@link Trainer.Online#decay Trainer.Online.decay}, so that what was learned fades
     * exponentially.
     *
     * @param share of the way back that each update goes, in [0, 1]
     */
    record Fading(double share) implements OnlineReset {
        /**
         * Refuses shares out of range.
         *
         * @param share in [0, 1]: 0 never goes back, 1 goes all the way
         */
        public Fading {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("found a share of " + share + ", wanted one in [0, 1]");
            }
        }
    }
}
