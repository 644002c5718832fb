package org.ttt4j.select;

import java.util.OptionalDouble;
import org.ttt4j.api.Settings;

/**
 * When a selection ends before its budget N is spent. Thread-safe.
 *
 * @param alpha adaptive stop of SIFT (arXiv 2410.08020, section 5): pick n is made only while the uncertainty sigma_n
 * it
 *     leaves is at most 1 / (alpha n); above 0
 * @param targetUncertainty no further pick once sigma_n is at most this; at least 0
 * @param min picks made whatever alpha and the target say, at least 0
 * @param max upper bound of every budget, at least 1
 */
record StopRule(OptionalDouble alpha, OptionalDouble targetUncertainty, int min, int max) {

    /** Spends the budget. */
    static final StopRule NONE = new StopRule(OptionalDouble.empty(), OptionalDouble.empty(), 0, 1_000_000);

    private static final String OFF = "off";

    StopRule {
        if (!(alpha.orElse(1) > 0) || Double.isInfinite(alpha.orElse(1))) {
            throw new IllegalArgumentException(
                    "found alpha=" + alpha.getAsDouble() + ", wanted a finite number above 0");
        }
        if (!(targetUncertainty.orElse(0) >= 0)) {
            throw new IllegalArgumentException(
                    "found target-uncertainty=" + targetUncertainty.getAsDouble() + ", wanted a number >= 0");
        }
        if (min < 0 || max < 1 || min > max) {
            throw new IllegalArgumentException(
                    "found min=" + min + ", max=" + max + ", wanted 0 <= min <= max and max >= 1");
        }
    }

    static StopRule from(Settings settings) {
        OptionalDouble alpha = orOff(settings, "alpha", Double.MIN_VALUE);
        int max = settings.integer("max", NONE.max, 1, NONE.max);
        int min = settings.integer("min", NONE.min, 0, max);
        return new StopRule(alpha, orOff(settings, "target-uncertainty", 0), min, max);
    }

    private static OptionalDouble orOff(Settings settings, String key, double least) {
        if (settings.string(key, OFF).strip().equals(OFF)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(settings.number(key, least, least, Double.MAX_VALUE));
    }

    /** Whether pick n, the n-th, is not to be made because of the uncertainty that it would leave. */
    boolean refuses(int n, double uncertainty) {
        return n > min && alpha.isPresent() && uncertainty > 1 / (alpha.getAsDouble() * n);
    }

    /** Whether n picks are enough. */
    boolean satisfied(int n, double uncertainty) {
        return n >= min && targetUncertainty.isPresent() && uncertainty <= targetUncertainty.getAsDouble();
    }
}
