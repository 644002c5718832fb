package org.ttt4j.train.tf;

import java.util.List;

/**
 * The merges of a byte pair encoding: of a row of ids the pair that was learned first becomes one, leftmost among
 * equals, until none is left. A row of n ids costs O(n log n). Sennrich et al., arXiv 1508.07909. Thread-safe.
 */
final class Merges {

    private final List<ByteLevelBpe.Merge> inOrder;
    private final int[] merged;
    private final PairTable ranks;

    /** In rank order; of a pair that stands there twice the later place counts, as in Hugging Face's library. */
    Merges(List<ByteLevelBpe.Merge> inOrder) {
        this.inOrder = List.copyOf(inOrder);
        merged = new int[inOrder.size()];
        ranks = new PairTable(inOrder.size());
        for (int rank = 0; rank < merged.length; rank++) {
            ByteLevelBpe.Merge merge = inOrder.get(rank);
            merged[rank] = merge.merged();
            ranks.put(merge.left(), merge.right(), rank);
        }
    }

    /** In rank order. */
    List<ByteLevelBpe.Merge> inOrder() {
        return inOrder;
    }

    /** Merges a row, which is overwritten. */
    int[] apply(int[] ids) {
        int n = ids.length;
        if (n < 2) {
            return ids;
        }
        int[] before = new int[n];
        int[] after = new int[n];
        PairQueue queue = new PairQueue(n);
        for (int i = 0; i < n; i++) {
            before[i] = i - 1;
            after[i] = i + 1;
            if (i + 1 < n) {
                offer(queue, ids, i, i + 1);
            }
        }
        int left = n;
        while (!queue.isEmpty()) {
            long best = queue.poll();
            int i = PairQueue.position(best);
            int rank = PairQueue.rank(best);
            int j = ids[i] < 0 ? n : after[i];
            if (j >= n || ranks.rank(ids[i], ids[j]) != rank) {
                continue; // one side was merged meanwhile
            }
            ids[i] = merged[rank];
            ids[j] = -1;
            after[i] = after[j];
            left--;
            if (after[i] < n) {
                before[after[i]] = i;
                offer(queue, ids, i, after[i]);
            }
            if (before[i] >= 0) {
                offer(queue, ids, before[i], i);
            }
        }
        int[] result = new int[left];
        for (int i = 0, k = 0; i < n; i = after[i]) {
            result[k++] = ids[i];
        }
        return result;
    }

    private void offer(PairQueue queue, int[] ids, int i, int j) {
        int rank = ranks.rank(ids[i], ids[j]);
        if (rank >= 0) {
            queue.add(rank, i);
        }
    }
}
