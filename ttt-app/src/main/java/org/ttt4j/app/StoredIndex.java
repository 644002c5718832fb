package org.ttt4j.app;

import java.util.List;
import java.util.Optional;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * A backend's index with the exact vectors beside it, so that selectors see what the embedder gave even if the backend
 * compresses or cannot reconstruct. Borrows both parts. Searches are as thread-safe as the backend's.
 */
record StoredIndex(VectorIndex searched, VectorFile vectors) implements VectorIndex, VectorIndex.Reconstruction {

    @Override
    public Traits traits() {
        return searched.traits();
    }

    @Override
    public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
        return searched.search(queries, k, control);
    }

    @Override
    public List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        return searched.searchWithout(queries, k, excluded, control);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : searched.capability(type);
    }

    @Override
    public EmbeddingBatch reconstruct(long[] ids) {
        return vectors.reconstruct(ids);
    }

    @Override
    public void close() {
        searched.close();
    }
}
