package org.ttt4j.index.faiss;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * Ranges of graphs, plain codes and refinements, in which FAISS cannot search within a radius: asks for more and more
 * neighbours until the last one is too far. Thread-safe.
 *
 * @param index what is asked
 */
record GrowingRanges(VectorIndex index) implements VectorIndex.RangeSearch {

    /** Neighbours that are asked for first, and how many times as many next. */
    private static final int FIRST = 64;

    private static final int GROWTH = 4;

    @Override
    public List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control) {
        if (Float.isNaN(similarity)) {
            throw new IllegalArgumentException("found similarity=NaN, wanted a number");
        }
        List<List<Neighbor>> nearest = index.search(queries, FIRST, control);
        List<List<Neighbor>> answers = new ArrayList<>(queries.rows());
        for (int row = 0; row < queries.rows(); row++) {
            List<Neighbor> found = nearest.get(row);
            for (long k = FIRST; mayGoOn(found, k, similarity); ) {
                k = Math.min(k * GROWTH, index.traits().spec().size());
                EmbeddingBatch query = EmbeddingBatch.of(1, queries.dimension(), queries.row(row));
                found = index.search(query, (int) Math.min(k, Integer.MAX_VALUE), control)
                        .get(0);
            }
            answers.add(
                    found.stream().filter(one -> one.similarity() >= similarity).toList());
        }
        return answers;
    }

    /** Fewer than asked for is all there is, and what lies behind one that is too far is farther. */
    private boolean mayGoOn(List<Neighbor> found, long k, float similarity) {
        return k < Math.min(index.traits().spec().size(), Integer.MAX_VALUE)
                && found.size() == k
                && found.get(found.size() - 1).similarity() >= similarity;
    }
}
