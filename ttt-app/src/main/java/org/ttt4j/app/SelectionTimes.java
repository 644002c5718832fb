package org.ttt4j.app;

import java.util.Arrays;

/**
 * How long selections took. Thread-safe.
 *
 * @param best shortest selection, in milliseconds
 * @param median half of the selections took at most so many milliseconds
 * @param p90 nine of ten took at most so many milliseconds
 * @param perSecond selections per second of all threads together
 * @param bytes allocated on the heap per selection, NaN if unknown
 * @param picks mean number of picks per selection
 */
record SelectionTimes(double best, double median, double p90, double perSecond, double bytes, double picks) {

    /**
     * Sums up.
     *
     * @param nanos of each selection, at least one; sorted here
     * @param wall nanoseconds from the start of the first to the end of the last
     * @param bytes allocated in all, or {@link AllocatedBytes#UNKNOWN}
     * @param picks in all
     */
    static SelectionTimes of(long[] nanos, long wall, long bytes, long picks) {
        Arrays.sort(nanos);
        return new SelectionTimes(
                nanos[0] / 1e6,
                quantile(nanos, 0.5) / 1e6,
                quantile(nanos, 0.9) / 1e6,
                nanos.length / (Math.max(1, wall) / 1e9),
                bytes == AllocatedBytes.UNKNOWN ? Double.NaN : (double) bytes / nanos.length,
                (double) picks / nanos.length);
    }

    /** The smallest value that at least that share of all values do not exceed. */
    private static long quantile(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
