package org.ttt4j.train.tf;

import java.util.Arrays;

/** Ids that grow in number. Confined to one thread. */
final class IdList {

    private int[] ids;
    private int size;

    IdList(int capacity) {
        ids = new int[Math.max(16, capacity)];
    }

    void add(int id) {
        reserve(1);
        ids[size++] = id;
    }

    void addAll(int[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, ids, size, more.length);
        size += more.length;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }

    private void reserve(int more) {
        if (ids.length - size < more) {
            ids = Arrays.copyOf(ids, Math.max(2 * ids.length, Math.addExact(size, more)));
        }
    }
}
