package org.ttt4j.index.exact;

import java.util.Arrays;
import java.util.List;
import org.ttt4j.api.Neighbor;

/**
 * What one thread has found for one query: the rows that may be among the answers, and a heap of the k best lower bounds
 * of similarities. A row whose upper bound is below the k-th best lower bound is out. When too many are left in doubt,
 * as among equal vectors, they are compared exactly at once, so that memory stays bounded. Confined to one thread.
 */
final class Candidates {

    /** Rows in doubt that a search for few neighbours holds at most; the same in a range search between comparisons. */
    static final int MOST_DOUBTS = 1 << 14;

    private final int wanted;
    private final Comparison comparison;
    private double[] heap; // smallest first
    private int held;
    private long[] ids = new long[64];
    private double[] uppers = new double[64];
    private int count;
    private int settled; // how many of the first were compared and kept
    private double cut;

    /** Compares rows exactly. */
    @FunctionalInterface
    interface Comparison {
        /** The answers among some rows, best first. */
        List<Neighbor> best(long[] ids);
    }

    /**
     * Nothing yet.
     *
     * @param wanted k, or 0 for all above a border
     * @param cut least upper bound that is let in; minus infinity at first where the k best are wanted
     * @param comparison gives the k best, or those above the border
     */
    Candidates(int wanted, double cut, Comparison comparison) {
        this.wanted = wanted;
        this.cut = cut;
        this.comparison = comparison;
        this.heap = new double[Math.min(wanted, 64)];
    }

    /** What a row's upper bound has to reach. */
    double cut() {
        return cut;
    }

    /** Takes a row whose upper bound reaches the cut. */
    void add(long id, double lower, double upper) {
        if (count == ids.length) {
            makeRoom();
        }
        ids[count] = id;
        uppers[count++] = upper;
        if (wanted > 0) {
            raise(lower);
        }
    }

    /** The lower bounds held, in no order. */
    double[] lowerBounds() {
        return Arrays.copyOf(heap, held);
    }

    /** The rows whose upper bound reaches a cut, in no order. */
    long[] reaching(double least) {
        long[] reaching = new long[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (uppers[i] >= least) {
                reaching[found++] = ids[i];
            }
        }
        return Arrays.copyOf(reaching, found);
    }

    private void makeRoom() {
        drop();
        if (count - settled >= MOST_DOUBTS && count >= 2L * wanted) {
            settle();
        }
        if (count > ids.length / 2) {
            int length = (int) Math.min(Integer.MAX_VALUE - 8, ids.length * 2L);
            ids = Arrays.copyOf(ids, length);
            uppers = Arrays.copyOf(uppers, length);
        }
    }

    private void drop() {
        int left = 0;
        int leftSettled = 0;
        for (int i = 0; i < count; i++) {
            if (uppers[i] >= cut) {
                leftSettled += i < settled ? 1 : 0;
                ids[left] = ids[i];
                uppers[left++] = uppers[i];
            }
        }
        count = left;
        settled = leftSettled;
    }

    private void settle() {
        int first = wanted == 0 ? settled : 0; // above a border each row stands for itself
        List<Neighbor> best = comparison.best(Arrays.copyOfRange(ids, first, count));
        count = first;
        held = 0;
        for (Neighbor one : best) {
            ids[count] = one.id();
            uppers[count++] = one.similarity();
            if (wanted > 0) {
                raise(one.similarity());
            }
        }
        settled = count;
    }

    private void raise(double lower) {
        if (held < wanted) {
            if (held == heap.length) {
                heap = Arrays.copyOf(heap, (int) Math.min(wanted, heap.length * 2L));
            }
            siftUp(lower);
        } else if (lower > heap[0]) {
            siftDown(lower);
        }
        if (held == wanted) {
            cut = Queries.cut(heap[0]);
        }
    }

    private void siftUp(double value) {
        int at = held++;
        while (at > 0 && heap[(at - 1) / 2] > value) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = value;
    }

    private void siftDown(double value) {
        int at = 0;
        while (2 * at + 1 < held) {
            int child = 2 * at + 1;
            if (child + 1 < held && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }
}
