package org.ttt4j.train.tf;

import java.util.LinkedHashMap;
import java.util.Map;

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

    /** Weights with their shapes, in the order of a file. Confined to one thread. */
    static final class Table {

        private final Map<String, long[]> shapes = new LinkedHashMap<>();

        /** Adds a weight. */
        Table add(String name, long... shape) {
            shapes.put(name, shape);
            return this;
        }

        /** Adds the weight (out, in) of a linear layer, and its bias. */
        Table linear(String name, long out, long in, boolean bias) {
            add(name + ".weight", out, in);
            return bias ? add(name + ".bias", out) : this;
        }

        /** What was added, the table itself. */
        Map<String, long[]> shapes() {
            return shapes;
        }
    }
}
