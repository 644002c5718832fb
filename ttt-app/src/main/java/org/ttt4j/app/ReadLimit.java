package org.ttt4j.app;

import java.util.Arrays;
import java.util.List;
import org.ttt4j.api.RunControl;

/**
 * How fast this machine reads memory: two arrays far larger than caches are compared by {@link Arrays#mismatch}, which the
 * JVM does with the widest vector instructions there are, as STREAM would. Faster than {@link MachineLimits}' plain loop,
 * so a limit that scans can be held against. The best of short windows counts. Confined to one thread.
 *
 * @param threads together
 * @param gbPerSecond 10^9 bytes per second
 * @param bytes size of the memory read
 */
record ReadLimit(int threads, double gbPerSecond, long bytes) {

    private static final long BYTES = 256L << 20;
    private static final int WINDOWS = 60;
    private static final int AT_ONCE = 1 << 17;

    /** Measures for each number of threads; takes less than a second each. */
    static List<ReadLimit> measure(List<Integer> threads, RunControl control) {
        int length = (int) (Math.min(BYTES, Runtime.getRuntime().maxMemory() / 4) / 2 / Long.BYTES);
        long[] left = new long[length];
        long[] right = new long[length];
        Arrays.setAll(left, i -> i); // pages that nobody wrote to share one page of zeros
        Arrays.setAll(right, i -> i);
        return threads.stream()
                .map(count -> measure(count, left, right, control))
                .toList();
    }

    private static ReadLimit measure(int threads, long[] left, long[] right, RunControl control) {
        double best = 0;
        try (Crew crew = new Crew(threads)) {
            for (int window = 0; window < WINDOWS; window++) { // the first ones warm up
                control.checkCancelled();
                int part = window;
                best = Math.max(
                        best,
                        crew.together(member -> read(left, right, member, threads, part)).stream()
                                .mapToDouble(Double::doubleValue)
                                .sum());
            }
        }
        return new ReadLimit(threads, best, 2L * left.length * Long.BYTES);
    }

    /** Bytes per nanosecond of one member in one window: an eighth of its share, another one each time. */
    private static double read(long[] left, long[] right, int member, int members, int window) {
        int share = left.length / members;
        int from = member * share + share / 8 * (window % 8);
        int to = from + share / 8;
        long start = System.nanoTime();
        boolean equal = true;
        for (int at = from; at < to; at += AT_ONCE) {
            int end = Math.min(to, at + AT_ONCE);
            equal &= Arrays.mismatch(left, at, end, right, at, end) < 0;
        }
        long passed = Math.max(1, System.nanoTime() - start);
        return equal ? 2.0 * (to - from) * Long.BYTES / passed : 0;
    }
}
