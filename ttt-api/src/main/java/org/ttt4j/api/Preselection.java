package org.ttt4j.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which K candidates an index offers to a {@link Selector}. Thread-safe. */
public enum Preselection {

    /** The K most similar ones, as Hardt &amp; Sun retrieve them (arXiv 2305.18466); for every metric. */
    NEAREST {
        @Override
        List<Neighbor> search(VectorIndex index, EmbeddingBatch query, int k, IdSet excluded, RunControl control) {
            return index.searchWithout(query, k, excluded, control).get(0);
        }

        @Override
        public boolean supports(Metric metric) {
            return true;
        }
    },

    /**
     * The K of largest absolute inner product: the posterior variance that SIFT lowers depends on the square of a
     * covariance, so a vector opposed to the query tells as much about it as one beside it. The option
     * {@code also_query_opposite} of {@code activeft.sift.Retriever} 0.1.1, the code of arXiv 2410.08020, where it is
     * the default. Asks the index for the query and the negated query at once; the answer is exact if the index is.
     */
    LARGEST_ABSOLUTE {
        @Override
        List<Neighbor> search(VectorIndex index, EmbeddingBatch query, int k, IdSet excluded, RunControl control) {
            List<List<Neighbor>> found = index.searchWithout(withOpposite(query), k, excluded, control);
            Map<Long, Neighbor> signed = new HashMap<>();
            found.get(0).forEach(near -> signed.put(near.id(), near));
            for (Neighbor opposed : found.get(1)) {
                float product = 0 - opposed.similarity(); // unlike a minus sign never -0.0
                signed.putIfAbsent(opposed.id(), new Neighbor(opposed.id(), product));
            }
            List<Neighbor> ordered = new ArrayList<>(signed.values());
            ordered.sort(LARGEST_FIRST);
            return List.copyOf(ordered.subList(0, Math.min(k, ordered.size())));
        }

        @Override
        public boolean supports(Metric metric) {
            return metric == Metric.INNER_PRODUCT;
        }
    };

    private static final Comparator<Neighbor> LARGEST_FIRST = Comparator.comparingDouble(
                    (Neighbor one) -> -Math.abs(one.similarity()))
            .thenComparingLong(Neighbor::id);

    /**
     * The candidates of one query.
     *
     * @param index searched, not closed
     * @param query shape (1, d), all values finite
     * @param k candidates wanted, at least 1
     * @param control checked between batches of queries
     * @return min(k, size) candidates (an approximate index may find fewer) without repeated ids.
     *     {@link Neighbor#similarity()} is what the index compares by, with its sign; they are sorted by how much they
     *     count, largest first: by similarity, or by its absolute value; equal ones by rising id
     * @throws IllegalArgumentException if the query has not one row, or if the index has another metric than
     *     {@link #supports supports} demands, or refuses a dimension, a value or k
     * @throws IllegalStateException if the index is closed
     */
    public final List<Neighbor> candidates(VectorIndex index, EmbeddingBatch query, int k, RunControl control) {
        return candidates(index, query, k, IdSet.EMPTY, control);
    }

    /**
     * The candidates of one query among the documents that are not excluded, otherwise as
     * {@link #candidates(VectorIndex, EmbeddingBatch, int, RunControl)}.
     *
     * @param index searched, not closed
     * @param query shape (1, d), all values finite
     * @param k candidates wanted, at least 1
     * @param excluded ids that may not be among them; ids that the index does not hold change nothing
     * @param control checked between batches of queries
     * @return min(k, documents that are left) candidates
     */
    public final List<Neighbor> candidates(
            VectorIndex index, EmbeddingBatch query, int k, IdSet excluded, RunControl control) {
        if (query.rows() != 1) {
            throw new IllegalArgumentException("found " + query.rows() + " query rows, wanted 1");
        }
        demand(index.traits().spec().metric());
        return search(index, query, k, excluded, control);
    }

    /**
     * The candidates of one query without those that an exclusion takes out; further ones take their places, so that
     * there are k of them where the index finds as many. Searches once more whenever something was taken out.
     *
     * @param index searched, not closed
     * @param query shape (1, d), all values finite
     * @param k candidates wanted, at least 1
     * @param exclusion judges each candidate once; {@link Exclusion#NONE} makes this the plain search
     * @param control checked in every search
     * @return what is left, and what was taken out
     * @throws IllegalArgumentException also if the exclusion takes out what it was not asked about
     */
    public final Candidates candidates(
            VectorIndex index, EmbeddingBatch query, int k, Exclusion exclusion, RunControl control) {
        List<Excluded> excluded = new ArrayList<>();
        IdSet judged = IdSet.EMPTY;
        IdSet out = IdSet.EMPTY;
        while (true) {
            List<Neighbor> found = candidates(index, query, k, out, control);
            IdSet before = judged;
            long[] ids = found.stream()
                    .mapToLong(Neighbor::id)
                    .filter(id -> !before.contains(id))
                    .toArray();
            List<Excluded> more = ids.length == 0 ? List.of() : exclusion.among(ids);
            if (more.isEmpty()) {
                return new Candidates(found, excluded);
            }
            IdSet asked = IdSet.of(ids);
            IdSet taken = IdSet.of(more.stream().mapToLong(Excluded::id).toArray());
            if (!asked.union(taken).equals(asked) || taken.size() != more.size()) {
                throw new IllegalArgumentException("found an exclusion that takes out " + taken + " when asked about "
                        + asked + ", wanted some of these, each once");
            }
            excluded.addAll(more);
            judged = judged.union(asked);
            out = out.union(taken);
        }
    }

    /**
     * {@return whether indexes of this metric can be asked}
     *
     * @param metric of an index
     */
    public abstract boolean supports(Metric metric);

    /** As {@link #candidates}, of one row and on a metric that is supported. */
    abstract List<Neighbor> search(VectorIndex index, EmbeddingBatch query, int k, IdSet excluded, RunControl control);

    /** Refuses indexes that cannot be asked. */
    final void demand(Metric metric) {
        if (!supports(metric)) {
            throw new IllegalArgumentException("found pre-selection " + this + " and an index of metric " + metric
                    + ", wanted " + Metric.INNER_PRODUCT + ": only an inner product changes its sign with the query");
        }
    }

    private static EmbeddingBatch withOpposite(EmbeddingBatch query) {
        int d = query.dimension();
        float[] both = new float[2 * d];
        query.values().get(both, 0, d);
        for (int j = 0; j < d; j++) {
            both[d + j] = -both[j];
        }
        return EmbeddingBatch.of(2, d, both);
    }
}
