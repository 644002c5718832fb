package org.ttt4j.train.tf;

/** Arithmetic on tensor shapes. Thread-safe. */
final class Shapes {

    private Shapes() {}

    /**
     * Number of elements.
     *
     * @throws ArithmeticException beyond 2^63 - 1
     */
    static long elements(long[] shape) {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }
}
