package org.ttt4j.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Nearest neighbours of vectors. The index is immutable; searches are thread-safe; {@link #close()} waits for them. */
public interface VectorIndex extends AutoCloseable {

    /** {@return fixed properties, the same at every call} */
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

    /**
     * As {@link #search search}, but without some vectors: the k nearest of the others. The default asks for as many
     * more as are left out and drops those; a backend that can pass them over while it searches overrides it.
     *
     * @param queries shape (m, d), all values finite
     * @param k neighbours wanted per query, at least 1
     * @param excluded ids that no list may contain; ids that the index does not hold change nothing
     * @param control checked between batches of queries
     * @return lists of min(k, vectors that are left) entries; an approximate index may find fewer
     */
    default List<List<Neighbor>> searchWithout(EmbeddingBatch queries, int k, IdSet excluded, RunControl control) {
        int out = excluded.below(traits().spec().size()).length;
        if (out == 0 || k < 1) {
            return search(queries, k, control);
        }
        return search(queries, (int) Math.min((long) k + out, Integer.MAX_VALUE), control).stream()
                .map(found -> found.stream()
                        .filter(one -> !excluded.contains(one.id()))
                        .limit(k)
                        .toList())
                .toList();
    }

    /**
     * {@return an optional power such as {@link Reconstruction}, or empty if this index does not have it}
     *
     * @param <T> the power
     * @param type one of the interfaces of this class, or one that the backend brings along
     */
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
        /**
         * Refuses nulls.
         *
         * @param spec not null
         * @param exact false if any answer may miss a neighbour or be ordered otherwise
         * @param description for people
         */
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

    /** Optional power: neighbours within a radius. Thread-safe. */
    interface RangeSearch {
        /**
         * Finds every vector that is at least this similar to a query.
         *
         * @param queries shape (m, d), all values finite
         * @param similarity least {@link Neighbor#similarity()}, itself included; not NaN. Negative infinity means all
         *     vectors. The answer is as large as it has to be: the caller bounds it by what it asks for
         * @param control checked between batches of queries
         * @return m lists; list i answers query i, sorted by {@link Neighbor#BEST_FIRST}; an approximate index may find
         *     fewer
         * @throws IllegalArgumentException if a dimension, a value or the similarity is wrong
         * @throws IllegalStateException if closed
         */
        List<List<Neighbor>> searchRange(EmbeddingBatch queries, float similarity, RunControl control);
    }

    /**
     * Optional power: parameters that trade the neighbours found for the time it takes, changed without building or
     * opening anew. Thread-safe.
     */
    interface Tunable {
        /**
         * {@return what can be tried: from the name of a setting below {@code ttt.index.<id>} to values worth trying,
         * the cheapest first; never empty, and no list is empty} Values are spelled as in the settings.
         */
        Map<String, List<String>> parameters();

        /**
         * The same index searched with other values; what {@code values} does not name stays as it was opened. The
         * view shares the index: closing the view does nothing, closing the index ends both.
         *
         * @param values by the names of {@link #parameters}; need not be among the values there
         * @return a view of this index
         * @throws IllegalArgumentException if a name is unknown or a value is wrong
         */
        VectorIndex tuned(Map<String, String> values);
    }
}
