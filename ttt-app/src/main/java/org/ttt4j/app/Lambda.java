package org.ttt4j.app;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * A noise variance that a sweep tries. Thread-safe.
 *
 * @param value above 0 and finite
 */
record Lambda(double value) implements Comparable<Lambda> {

    private static final double LEAST_PLAIN = 1e-9;
    private static final double MOST_PLAIN = 1e9;

    Lambda {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("found lambda " + value + ", wanted a finite number above 0");
        }
    }

    /**
     * Reads numbers separated by commas. Order and repetition do not matter.
     *
     * @return rising, at least one
     * @throws IllegalArgumentException naming what is not a lambda
     */
    static List<Lambda> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(Lambda::one)
                .distinct()
                .sorted()
                .toList();
    }

    private static Lambda one(String text) {
        try {
            return new Lambda(new BigDecimal(text.strip()).doubleValue());
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(
                    "found lambda \"" + text + "\", wanted numbers above 0 such as 0.001,0.01,0.1,1,10", notNumber);
        }
    }

    @Override
    public int compareTo(Lambda other) {
        return Double.compare(value, other.value);
    }

    /** As a configuration file has it, and short enough for the name of a directory. */
    @Override
    public String toString() {
        return value < LEAST_PLAIN || value > MOST_PLAIN
                ? Double.toString(value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
