package org.ttt4j.select;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for the columns of a problem, handed from a finished selection to the next: new memory would have to be zeroed
 * and is in no cache. Holds as much as the selections that ever ran at once needed. Thread-safe.
 */
final class Spare {

    private final Queue<double[][]> free = new ConcurrentLinkedQueue<>();

    /** Shape (d, K) with any content. */
    double[][] take(int d, int count) {
        double[][] found = free.poll();
        return found != null && found.length == d && found[0].length == count ? found : new double[d][count];
    }

    /** Takes back what nobody uses any more. */
    void give(double[][] columns) {
        free.add(columns);
    }

    void clear() {
        free.clear();
    }
}
