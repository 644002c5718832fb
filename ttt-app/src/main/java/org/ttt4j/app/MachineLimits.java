package org.ttt4j.app;

import java.util.Arrays;
import org.ttt4j.api.RunControl;

/**
 * What plain Java loops reach on this machine, as something to compare measured work with: the multiply-adds of float64
 * that the JIT compiler's vector instructions do on data in the cache, and how fast memory is read. The best of a few
 * short windows counts, because whatever else runs can only slow a loop down. Confined to one thread.
 */
final class MachineLimits {

    /** Far larger than caches are. */
    private static final long MEMORY_BYTES = 256L << 20;

    private static final int WINDOWS = 100;

    /** Short enough for a thread to get through a window undisturbed even if the machine is busy. */
    private static final long WINDOW_NANOS = 5_000_000;

    /** Five arrays of this length are 10 KiB. */
    private static final int IN_CACHE = 256;

    private static final int READ_AT_ONCE = 1 << 16;

    private final RunControl control;
    private final long[] memory;

    /** Takes memory to read: 256 MiB, or a quarter of the heap if that is less. */
    MachineLimits(RunControl control) {
        this.control = control;
        memory = new long[(int) (Math.min(MEMORY_BYTES, Runtime.getRuntime().maxMemory() / 4) / Long.BYTES)];
        Arrays.setAll(memory, i -> i); // pages that nobody wrote to share one page of zeros
    }

    /**
     * Limits of some threads together.
     *
     * @param threads how many
     * @param multiplyAddGflops 10^9 floating-point operations per second; a multiply-add is two
     * @param readGbPerSecond 10^9 bytes per second
     * @param readBytes size of the memory read
     */
    record Limits(int threads, double multiplyAddGflops, double readGbPerSecond, long readBytes) {}

    /** Measures for a crew; takes about a second. */
    Limits measure(Crew crew) {
        int[] read = new int[crew.size()];
        return new Limits(
                crew.size(),
                best(crew, member -> multiplyAdds()),
                best(crew, member -> reads(member, read)),
                (long) memory.length * Long.BYTES);
    }

    private double best(Crew crew, Crew.Work<Double> rate) {
        double best = 0;
        for (int window = 0; window < WINDOWS; window++) { // the first ones warm up
            control.checkCancelled();
            best = Math.max(
                    best,
                    crew.together(rate).stream()
                            .mapToDouble(Double::doubleValue)
                            .sum());
        }
        return best;
    }

    /** Operations per nanosecond. */
    private double multiplyAdds() {
        double[][] columns = new double[4][IN_CACHE];
        for (double[] column : columns) {
            Arrays.fill(column, 1e-6);
        }
        double[] sums = new double[IN_CACHE];
        long done = 0;
        long start = System.nanoTime();
        long passed;
        do {
            for (int i = 0; i < 64; i++) {
                addFour(columns, sums);
            }
            done += 64L * columns.length * IN_CACHE;
            passed = System.nanoTime() - start;
        } while (passed < WINDOW_NANOS);
        // Asks for the sums, or the JIT compiler might leave the loop out; they are above 0.
        return sums[0] < 0 ? 0 : 2.0 * done / passed;
    }

    // The form of loop that the JIT compilers make most of: no reduction, and one store for four products. Those of
    // Java
    // 17 leave loops of eight products without vector instructions.
    private static void addFour(double[][] columns, double[] sums) {
        double[] as = columns[0];
        double[] bs = columns[1];
        double[] cs = columns[2];
        double[] ds = columns[3];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sums[i] + 0.1 * as[i] + 0.2 * bs[i] + 0.3 * cs[i] + 0.4 * ds[i];
        }
    }

    /**
     * Bytes per nanosecond of one member. Each reads a part of its own, going on where it stopped: the start of the part
     * may still be in a cache.
     *
     * @param positions where each member stopped, counted from the start of its part
     */
    private double reads(int member, int[] positions) {
        int from = (int) ((long) memory.length * member / positions.length);
        int to = (int) ((long) memory.length * (member + 1) / positions.length);
        int at = from + positions[member];
        long read = 0;
        long mixed = 0;
        long start = System.nanoTime();
        long passed;
        do {
            int end = Math.min(at + READ_AT_ONCE, to);
            mixed ^= mix(at, end);
            read += end - at;
            at = end == to ? from : end;
            passed = System.nanoTime() - start;
        } while (passed < WINDOW_NANOS);
        positions[member] = at - from;
        // Asks for what was read; all numbers in memory are at least 0.
        return mixed < 0 ? 0 : (double) read * Long.BYTES / passed;
    }

    private long mix(int from, int to) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = from; i + 4 <= to; i += 4) { // the reads do not wait for each other
            a ^= memory[i];
            b ^= memory[i + 1];
            c ^= memory[i + 2];
            d ^= memory[i + 3];
        }
        return a ^ b ^ c ^ d;
    }
}
