package org.ttt4j.embed.onnx;

import java.util.Arrays;

/** A list of token ids that takes no more than it was made for. Confined to one thread. */
final class TokenIds {

    private final int limit;
    private int[] ids;
    private int size;

    /**
     * An empty list.
     *
     * @param limit ids kept; what is added beyond them is dropped
     */
    TokenIds(int limit) {
        this.limit = limit;
        ids = new int[Math.min(limit, 64)];
    }

    void add(int id) {
        if (full()) {
            return;
        }
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, Math.min(limit, 2 * size));
        }
        ids[size++] = id;
    }

    void addAll(int[] more) {
        for (int id : more) {
            add(id);
        }
    }

    boolean full() {
        return size == limit;
    }

    int size() {
        return size;
    }

    /** Ids that still fit. */
    int room() {
        return limit - size;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
