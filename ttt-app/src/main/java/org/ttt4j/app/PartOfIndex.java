package org.ttt4j.app;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * An index of which a share is searched: what a smaller corpus would give. Smaller shares are parts of larger ones. Borrows
 * the index. As thread-safe as it is.
 */
record PartOfIndex(VectorIndex whole, IdSet left) implements VectorIndex {

    /**
     * Leaves out what is beyond a share.
     *
     * @param share in (0, 1]
     */
    static VectorIndex of(VectorIndex whole, double share) {
        if (share >= 1) {
            return whole;
        }
        IdSet left = IdSet.of(LongStream.range(0, whole.traits().spec().size())
                .filter(id -> place(id) >= share)
                .toArray());
        return new PartOfIndex(whole, left);
    }

    /** In [0, 1), spread evenly, whatever the order of the corpus (finalizer of SplittableRandom). */
    private static double place(long id) {
        long mixed = (id + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }

    @Override
    public Traits traits() {
        return whole.traits();
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return whole.searchWithout(queries, k, left, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        return whole.searchWithout(queries, k, left.union(excluded), control);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return type == Reconstruction.class ? whole.capability(type) : Optional.empty();
    }

    @Override
    public void close() {
        // borrowed
    }
}
