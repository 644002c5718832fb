package org.ttt4j.app;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * After how many neighbours an evaluation scores: rising, distinct, starting at 0, which is the base model. Thread-safe.
 *
 * @param values C counts
 */
record NeighborCounts(List<Integer> values) {

    NeighborCounts {
        values = List.copyOf(values);
        if (values.size() < 2
                || values.get(0) != 0
                || !values.equals(List.copyOf(new TreeSet<>(values)))
                || values.get(values.size() - 1) > 1_000_000) {
            throw new IllegalArgumentException(
                    "found neighbours " + values + ", wanted rising distinct numbers that start at 0, at most 1000000");
        }
    }

    /**
     * Reads numbers separated by commas. The 0 may be left out; order and repetition do not matter.
     *
     * @throws IllegalArgumentException naming what is not a count
     */
    static NeighborCounts parse(String text) {
        TreeSet<Integer> counts = new TreeSet<>(List.of(0));
        for (String part : text.split(",", -1)) {
            try {
                int count = Integer.parseInt(part.strip());
                if (count < 0) {
                    throw new NumberFormatException("negative");
                }
                counts.add(count);
            } catch (NumberFormatException notACount) {
                throw new IllegalArgumentException(
                        "found --neighbors \"" + text + "\", wanted whole numbers >= 0 such as 0,1,5,10,20", notACount);
            }
        }
        if (counts.size() < 2) {
            throw new IllegalArgumentException(
                    "found --neighbors \"" + text + "\", wanted at least one count above 0 such as 0,1,5,10,20");
        }
        return new NeighborCounts(List.copyOf(counts));
    }

    /** These and all multiples of a number up to the largest. */
    NeighborCounts every(int step) {
        TreeSet<Integer> counts = new TreeSet<>(values);
        for (long count = step; count < largest(); count += step) {
            counts.add((int) count);
        }
        return new NeighborCounts(List.copyOf(counts));
    }

    /** The counts above 0. */
    List<Integer> trained() {
        return values.subList(1, values.size());
    }

    int largest() {
        return values.get(values.size() - 1);
    }

    /** Position of the last count, the column that headlines quote. */
    int last() {
        return values.size() - 1;
    }

    @Override
    public String toString() {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
