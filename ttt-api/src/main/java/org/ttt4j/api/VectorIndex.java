package org.ttt4j.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Nearest neighbours of vectors. The index is immutable; searches are thread-safe; {@link #close()} waits for them. */
public interface VectorIndex extends AutoCloseable {

    /** Fixed properties. */
    Traits traits();

    /**
     * Finds the k nearest vectors of each query.
     *
     * @param queries shape (m, d), all values finite
     * @param k neighbours wanted per query, at least 1
     * @param control checked between batches of queries
     * @return m lists; list i answers query i, sorted by {@link Neighbor#BEST_FIRST}, of min(k, size) entries (an
     *     approximate index may find fewer), without placeholders and without repeated ids
     * @throws IllegalArgumentException if a dimension, a value or k is wrong
     * @throws IllegalStateException if closed
     */
    List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control);

    /** An optional power such as {@link Reconstruction}, if this index has it. */
    default <T> Optional<T> capability(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Releases the index. Idempotent. */
    @Override
    void close();

    /**
     * Fixed properties of an index. Thread-safe.
     *
     * @param spec dimension, size, metric and embedder
     * @param exact whether answers equal those of a full scan
     * @param description short text for people, such as the factory string
     */
    record Traits(IndexSpec spec, boolean exact, String description) {
        /** Refuses nulls. */
        public Traits {
            Objects.requireNonNull(spec, "spec");
            Objects.requireNonNull(description, "description");
        }
    }

    /** Optional power: vectors by id. Thread-safe. */
    interface Reconstruction {
        /**
         * The stored vectors.
         *
         * @param ids K ids in [0, size), repetition allowed
         * @return shape (K, d); exact unless the index compresses
         * @throws IllegalArgumentException if an id is out of range
         */
        EmbeddingBatch reconstruct(long[] ids);
    }
}
