package org.ttt4j.api;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Ids of documents as a set: sorted, without repetition. Immutable. Thread-safe. */
public final class IdSet {

    /** No ids. */
    public static final IdSet EMPTY = new IdSet(new long[0]);

    private final long[] sorted;

    private IdSet(long[] sorted) {
        this.sorted = sorted;
    }

    /**
     * {@return the set of some ids}
     *
     * @param ids in any order, repetition allowed, none negative; copied
     * @throws IllegalArgumentException if an id is negative
     */
    public static IdSet of(long... ids) {
        long[] sorted = LongStream.of(ids).sorted().distinct().toArray();
        if (sorted.length > 0 && sorted[0] < 0) {
            throw new IllegalArgumentException("found id " + sorted[0] + ", wanted ids >= 0");
        }
        return sorted.length == 0 ? EMPTY : new IdSet(sorted);
    }

    /**
     * {@return whether an id is in the set; false for every negative number}
     *
     * @param id any number
     */
    public boolean contains(long id) {
        return Arrays.binarySearch(sorted, id) >= 0;
    }

    /** {@return the number of ids} */
    public int size() {
        return sorted.length;
    }

    /** {@return whether there is none} */
    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /**
     * {@return what is in this set, in the other, or in both}
     *
     * @param other stays as it is, like this one
     */
    public IdSet union(IdSet other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty()
                ? other
                : of(LongStream.concat(LongStream.of(sorted), LongStream.of(other.sorted))
                        .toArray());
    }

    /** {@return the ids in rising order, as a fresh array} */
    public long[] toArray() {
        return sorted.clone();
    }

    /**
     * {@return the ids below a limit in rising order, as a fresh array: those that an index of that size can hold}
     *
     * @param limit exclusive; none are below 0
     */
    public long[] below(long limit) {
        int end = Arrays.binarySearch(sorted, limit);
        return Arrays.copyOf(sorted, end < 0 ? -1 - end : end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdSet set && Arrays.equals(sorted, set.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
