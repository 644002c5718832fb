package org.ttt4j.train.tf;

import java.util.Arrays;

/** A binary heap of (rank, position), lowest rank first and leftmost among equals. Confined to one thread. */
final class PairQueue {

    private long[] heap;
    private int size;

    PairQueue(int capacity) {
        heap = new long[Math.max(capacity, 4)];
    }

    /** Rank of an entry. */
    static int rank(long entry) {
        return (int) (entry >>> 32);
    }

    /** Position of an entry. */
    static int position(long entry) {
        return (int) entry;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int rank, int position) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        long entry = (long) rank << 32 | position;
        int i = size++;
        while (i > 0 && heap[(i - 1) / 2] > entry) {
            heap[i] = heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }
        heap[i] = entry;
    }

    long poll() {
        long first = heap[0];
        long entry = heap[--size];
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= entry) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = entry;
        return first;
    }
}
