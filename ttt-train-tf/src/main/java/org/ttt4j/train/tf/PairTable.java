package org.ttt4j.train.tf;

import java.util.Arrays;

/**
 * Ranks of pairs of ids, as a hash table with open addressing: Gemma 2 has 580,000 of them, which boxed would take a
 * hundred bytes each. Confined to one thread while it is filled, then thread-safe.
 */
final class PairTable {

    private static final long EMPTY = -1;

    private final long[] keys;
    private final int[] ranks;

    /** A table for so many pairs. */
    PairTable(int capacity) {
        int slots = Integer.highestOneBit(Math.max(4, capacity)) * 4;
        keys = new long[slots];
        ranks = new int[slots];
        Arrays.fill(keys, EMPTY);
    }

    /** Gives a pair a rank in place of the one it had. */
    void put(int left, int right, int rank) {
        int slot = slot(left, right);
        keys[slot] = key(left, right);
        ranks[slot] = rank;
    }

    /** Rank of a pair, or -1. */
    int rank(int left, int right) {
        int slot = slot(left, right);
        return keys[slot] == EMPTY ? -1 : ranks[slot];
    }

    private int slot(int left, int right) {
        long key = key(left, right);
        long mixed = key * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != EMPTY && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}
