package org.ttt4j.app;

import java.util.function.IntConsumer;

/**
 * Documents by the hash of one of their bands: 8 bytes a place, three of eight to six of eight of them taken. Confined
 * to one thread.
 */
final class BandTable {

    /**
     * Documents under one hash at most; further ones are not kept. What hundreds of documents have in common, such as a
     * form that they fill in, would otherwise cost a comparison of each with each.
     */
    static final int MOST_ALIKE = 16;

    private long[] table = new long[1 << 10]; // hash, then document + 1; 0 is a free place
    private int size;

    /** Tells all documents under a hash, first come first. */
    void each(int hash, IntConsumer visitor) {
        int mask = table.length - 1;
        for (int place = hash & mask; table[place] != 0; place = (place + 1) & mask) {
            if ((int) (table[place] >>> 32) == hash) {
                visitor.accept((int) table[place] - 1);
            }
        }
    }

    /** Keeps a document, at least 0, under a hash. */
    void add(int hash, int document) {
        if (4L * (size + 1) > 3L * table.length) {
            grow();
        }
        if (put(table, (long) hash << 32 | (document + 1))) {
            size++;
        }
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(table.length, 2)];
        int mask = table.length - 1;
        int start = 0;
        while (table[start] != 0) {
            start++;
        }
        for (int i = 0; i < table.length; i++) { // from behind a free place, so that equal hashes keep their order
            long entry = table[(start + i) & mask];
            if (entry != 0) {
                put(larger, entry);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long entry) {
        int mask = table.length - 1;
        int alike = 0;
        int place = (int) (entry >>> 32) & mask;
        while (table[place] != 0) {
            alike += table[place] >>> 32 == entry >>> 32 ? 1 : 0;
            if (alike == MOST_ALIKE) {
                return false;
            }
            place = (place + 1) & mask;
        }
        table[place] = entry;
        return true;
    }
}
