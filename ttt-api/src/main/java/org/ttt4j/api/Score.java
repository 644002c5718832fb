package org.ttt4j.api;

/**
 * How well a model predicts text, kept as sums so that ratios over many documents are ratios of sums and never means of
 * ratios. Thread-safe.
 *
 * @param bits negative log2-likelihood of all scored tokens, at least 0
 * @param bytes length of the scored text in UTF-8 bytes
 * @param tokens number of scored tokens, each counted once
 */
public record Score(double bits, long bytes, long tokens) {

    /** The neutral element of {@link #plus plus}. */
    public static final Score ZERO = new Score(0, 0, 0);

    /**
     * Refuses NaN and negative sums.
     *
     * @param bits at least 0, may be infinite
     * @param bytes at least 0
     * @param tokens at least 0
     */
    public Score {
        if (!(bits >= 0) || bytes < 0 || tokens < 0) { // !(>=) also refuses NaN
            throw new IllegalArgumentException(
                    "found bits=" + bits + ", bytes=" + bytes + ", tokens=" + tokens + ", wanted all >= 0");
        }
    }

    /**
     * {@return the sum over two texts}
     *
     * @param other of the other text
     */
    public Score plus(Score other) {
        return new Score(bits + other.bits, bytes + other.bytes, tokens + other.tokens);
    }

    /** {@return bits / bytes; NaN when nothing was scored} */
    public double bitsPerByte() {
        return bits / bytes;
    }
}
