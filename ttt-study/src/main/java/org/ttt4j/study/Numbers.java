package org.ttt4j.study;

import java.util.Locale;
import java.util.Optional;

/** Numbers as people read them, the same on every machine; a dash for what is not a number. Thread-safe. */
final class Numbers {

    private static final String NONE = "-";

    private Numbers() {}

    /** Bits per byte. */
    static String bits(double value) {
        return decimals(3, value);
    }

    /** Percent, without the sign. */
    static String percent(double value) {
        return decimals(1, value);
    }

    /** A difference of bits per byte, with its sign. */
    static String difference(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%+.4f", value) : NONE;
    }

    static String decimals(int count, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + count + "f", value) : NONE;
    }

    /** Three significant digits: for values of any size. */
    static String significant(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return Double.isFinite(value) ? "0" : NONE;
        }
        int digits = 2 - (int) Math.floor(Math.log10(Math.abs(value)));
        return digits > 6 ? String.format(Locale.ROOT, "%.2e", value) : decimals(Math.max(0, digits), value);
    }

    /** Whole numbers in groups of three. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** An interval of percents. */
    static String percent(Optional<Interval> interval) {
        return interval.map(range -> percent(range.low()) + "–" + percent(range.high()))
                .orElse("");
    }

    /** An interval of bits per byte. */
    static String bits(Optional<Interval> interval) {
        return interval.map(range -> bits(range.low()) + "–" + bits(range.high()))
                .orElse("");
    }

    /** An interval of differences. */
    static String differences(Optional<Interval> interval) {
        return interval.map(range -> difference(range.low()) + " to " + difference(range.high()))
                .orElse("");
    }
}
