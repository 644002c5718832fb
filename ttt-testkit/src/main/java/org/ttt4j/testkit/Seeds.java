package org.ttt4j.testkit;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Seeds of property tests, other ones in every run. Use it as the source of a parameterised test, so that the seed of a
 * failure stands in the test's name; {@code -Dttt.seed=...} replays that one. Thread-safe.
 */
public final class Seeds {

    /** System property that names one seed to replay. */
    public static final String PROPERTY = "ttt.seed";

    private Seeds() {}

    /**
     * {@return seeds to test with, each in [0, 2^48): drawn anew, or the one that {@link #PROPERTY} names}
     *
     * @param count how many, unless one is replayed
     * @throws NumberFormatException if the property is not a whole number
     */
    public static LongStream fresh(int count) {
        String replayed = System.getProperty(PROPERTY);
        return replayed == null
                ? new SplittableRandom().longs(count, 0, 1L << 48)
                : LongStream.of(Long.parseLong(replayed));
    }
}
