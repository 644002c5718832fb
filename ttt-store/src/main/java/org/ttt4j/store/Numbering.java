package org.ttt4j.store;

import java.util.Arrays;

/** Ids that go through several segments, one after the other. Thread-safe. */
final class Numbering {

    private final long[] starts; // of each segment, and the end

    /** @param counts how many ids each segment has, each at least 1 */
    Numbering(long[] counts) {
        starts = new long[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            starts[i + 1] = Math.addExact(starts[i], counts[i]);
        }
    }

    long count() {
        return starts[starts.length - 1];
    }

    /** The first id of a segment. */
    long start(int segment) {
        return starts[segment];
    }

    /**
     * The segment of an id.
     *
     * @throws IllegalArgumentException if there is no such id
     */
    int segment(long id) {
        if (id < 0 || id >= count()) {
            throw new IllegalArgumentException("found id " + id + ", wanted one in [0, " + count() + ")");
        }
        int found = Arrays.binarySearch(starts, id);
        return found >= 0 ? found : -found - 2;
    }
}
