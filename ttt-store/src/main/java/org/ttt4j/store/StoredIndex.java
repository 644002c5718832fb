package org.ttt4j.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * A backend's index with the exact vectors beside it, so that selectors see what the embedder gave even if the backend
 * compresses or cannot reconstruct, and without the documents that were deleted. Borrows the vectors. Searches are as
 * thread-safe as the backend's.
 */
record StoredIndex(VectorIndex searched, StoredVectors vectors, IdSet deleted)
        implements VectorIndex, VectorIndex.Reconstruction {

    @Override
    public Traits traits() {
        return searched.traits();
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return deleted.isEmpty()
                ? searched.search(queries, k, control)
                : searched.searchWithout(queries, k, deleted, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        return searched.searchWithout(queries, k, deleted.union(excluded), control);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        if (type == Tunable.class) {
            return searched.capability(Tunable.class).map(tunable -> type.cast(new TunedViews(this, tunable)));
        }
        if (type == RangeSearch.class) {
            return searched.capability(RangeSearch.class).map(range -> type.cast(withoutDeleted(range)));
        }
        return searched.capability(type);
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        return vectors.reconstruct(ids);
    }

    @Override
    public void close() {
        searched.close();
    }

    private RangeSearch withoutDeleted(RangeSearch range) {
        return deleted.isEmpty()
                ? range
                : (queries, similarity, control) -> range.searchRange(queries, similarity, control).stream()
                        .map(found -> found.stream()
                                .filter(one -> !deleted.contains(one.id()))
                                .toList())
                        .toList();
    }

    /** Views with other parameters, which leave deleted documents out as well. Thread-safe. */
    private record TunedViews(StoredIndex whole, Tunable tunable) implements Tunable {
        @Override
        public Map<String, List<String>> parameters() {
            return tunable.parameters();
        }

        @Override
        public VectorIndex tuned(Map<String, String> values) {
            return new StoredIndex(tunable.tuned(values), whole.vectors(), whole.deleted());
        }
    }
}
