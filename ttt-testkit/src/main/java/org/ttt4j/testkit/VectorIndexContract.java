package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/**
 * What every {@link VectorIndex} does, from building it to closing it; the test names, those inherited from
 * {@link IndexPowersContract} and {@link IndexFilesContract} included, are the specification. Extend it, name the
 * provider (and settings, metrics and tolerances where the defaults do not fit), add what is special. Confined to one
 * thread.
 */
public abstract class VectorIndexContract extends IndexPowersContract {

    private static final int K = 10;
    private static final int THREADS = 4;

    /** For subclasses. */
    protected VectorIndexContract() {}

    /** Traits repeat the specification that the index was opened with, and describe it. */
    @Test
    public void traitsTellTheSpec() {
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors(), metric)) {
                assertThat(index.traits().spec()).isEqualTo(spec(size(), metric));
                assertThat(index.traits().description()).isNotBlank();
            }
        }
    }

    /**
     * Searched for, a vector finds itself at its own row: every one in an exact index, a share of
     * {@link #minimumRecall()} in others.
     */
    @Test
    public void answersStandAtTheirQuerysRow() {
        EmbeddingBatch vectors = vectors();
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                List<List<Neighbor>> found = search(index, vectors, 1);
                long right = IntStream.range(0, vectors.rows())
                        .filter(row -> found.get(row).get(0).id() == row)
                        .count();
                double wanted = index.traits().exact() ? 1 : minimumRecall();
                assertThat((double) right / vectors.rows())
                        .as("share of %d vectors that find themselves, %s", vectors.rows(), metric)
                        .isGreaterThanOrEqualTo(wanted);
            }
        }
    }

    /** Queries in a batch get the neighbours of single queries, up to near-ties within {@link #tolerance()}. */
    @Test
    public void batchedSearchesEqualSingleOnes() {
        EmbeddingBatch queries = queries(50);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors(), metric)) {
                List<List<Neighbor>> batched = search(index, queries, K);
                for (int row = 0; row < queries.rows(); row++) {
                    List<Neighbor> alone = search(index, Samples.rows(queries, row, row + 1), K)
                            .get(0);
                    assertAgree(batched.get(row), alone, "query " + row + " in a batch and alone, " + metric);
                }
            }
        }
    }

    /**
     * Lists are sorted, of at most k entries, without repeated ids, without ids outside the index and with finite
     * similarities, among equal vectors as well.
     */
    @Test
    public void listsAreSortedShortAndFreeOfPlaceholders() {
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(withDuplicates(), metric)) {
                for (int k : new int[] {1, 2, K, size()}) {
                    for (List<Neighbor> found : search(index, queries(7), k)) {
                        assertThat(found).as("k=%d, %s", k, metric).isNotEmpty().hasSizeLessThanOrEqualTo(k);
                        if (index.traits().exact()) {
                            assertThat(found).hasSize(Math.min(k, size()));
                        }
                        assertThat(found).isSortedAccordingTo(Neighbor.BEST_FIRST);
                        assertThat(found)
                                .extracting(Neighbor::id)
                                .doesNotHaveDuplicates()
                                .allMatch(id -> id >= 0 && id < size());
                        assertThat(found).allMatch(one -> Float.isFinite(one.similarity()));
                    }
                }
            }
        }
    }

    /**
     * An exact index gives the similarities of a float64 full scan, rank by rank, up to {@link #tolerance()}; skipped
     * for others.
     */
    @Test
    public void exactIndexEqualsBruteForce() {
        EmbeddingBatch vectors = withDuplicates();
        EmbeddingBatch queries = queries(20);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                assumeTrue(index.traits().exact(), "this index is approximate");
                List<List<Neighbor>> found = search(index, queries, K);
                for (int row = 0; row < queries.rows(); row++) {
                    double[] truth = BruteForce.similarities(queries.row(row), vectors, metric);
                    double[] best = BruteForce.sorted(truth);
                    for (int rank = 0; rank < K; rank++) {
                        Neighbor one = found.get(row).get(rank);
                        assertThat((double) one.similarity())
                                .as("similarity of id %d, query %d, %s", one.id(), row, metric)
                                .isCloseTo(truth[(int) one.id()], within(tolerance()));
                        assertThat(truth[(int) one.id()]) // ids may differ only among near-ties
                                .as("what stands at rank %d, query %d, %s", rank, row, metric)
                                .isCloseTo(best[rank], within(tolerance()));
                    }
                }
            }
        }
    }

    /** An approximate index finds {@link #minimumRecall()} of the true neighbours; skipped for exact ones. */
    @Test
    public void approximateIndexFindsMostNeighbours() {
        EmbeddingBatch vectors = vectors();
        EmbeddingBatch queries = queries(50);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                assumeTrue(!index.traits().exact(), "this index is exact");
                List<List<Neighbor>> found = search(index, queries, K);
                int hits = 0;
                for (int row = 0; row < queries.rows(); row++) {
                    double[] truth = BruteForce.similarities(queries.row(row), vectors, metric);
                    double kth = BruteForce.sorted(truth)[K - 1];
                    hits += (int) found.get(row).stream()
                            .filter(one -> truth[(int) one.id()] >= kth)
                            .count();
                }
                assertThat((double) hits / (queries.rows() * K))
                        .as("recall at %d, %s", K, metric)
                        .isGreaterThanOrEqualTo(minimumRecall());
            }
        }
    }

    /** A k above the size gives what there is: all vectors of an exact index. */
    @Test
    public void moreNeighboursThanVectorsGivesWhatThereIs() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            for (int k : new int[] {size() + 1, 10 * size(), Integer.MAX_VALUE}) {
                List<Neighbor> found = search(index, queries(1), k).get(0);
                assertThat(found).as("k=%d", k).isNotEmpty().hasSizeLessThanOrEqualTo(size());
                if (index.traits().exact()) {
                    assertThat(found).hasSize(size());
                }
            }
        }
    }

    /** A k below 1 is refused. */
    @Test
    public void fewerThanOneNeighbourIsRefused() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            for (int k : new int[] {0, -1, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> search(index, queries(1), k))
                        .as("k=%d", k)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Queries of another dimension are refused by a sentence that names it. */
    @Test
    public void wrongDimensionIsRefused() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            for (int dimension : new int[] {1, DIMENSION - 1, DIMENSION + 1, 4 * DIMENSION}) {
                EmbeddingBatch queries = Samples.unitVectors(4, dimension, 5);
                assertThatThrownBy(() -> search(index, queries, K))
                        .as("dimension %d", dimension)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Integer.toString(dimension));
            }
        }
    }

    /** A NaN or an infinity in any query is refused. */
    @Test
    public void queriesThatAreNotFiniteAreRefused() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            for (float broken : NOT_FINITE) {
                float[] values = queries(3).toArray();
                values[2 * DIMENSION + 1] = broken;
                EmbeddingBatch queries = EmbeddingBatch.of(3, DIMENSION, values);
                assertThatThrownBy(() -> search(index, queries, K))
                        .as("a component %s", broken)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Queries at the limit of float32 get sorted lists or a sentence, and do not harm the next search. */
    @Test
    public void hugeQueriesAreAnsweredOrRefused() {
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors(), metric)) {
                float[] values = queries(2).toArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.copySign(Float.MAX_VALUE, values[i]);
                }
                EmbeddingBatch huge = EmbeddingBatch.of(2, DIMENSION, values);
                try {
                    assertThat(search(index, huge, K))
                            .allSatisfy(found -> assertThat(found).isSortedAccordingTo(Neighbor.BEST_FIRST));
                } catch (IllegalArgumentException | BackendException refused) {
                    assertThat(refused).hasMessageMatching(".{10,}");
                }
                assertThat(search(index, queries(1), K).get(0))
                        .as("the next search")
                        .isNotEmpty();
            }
        }
    }

    /** No query gives no list. */
    @Test
    public void noQueriesGiveNoLists() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            EmbeddingBatch none = EmbeddingBatch.of(0, DIMENSION, new float[0]);
            assertThat(index.search(none, K, RunControl.silent())).isEmpty();
        }
    }

    /** Threads that search at the same time get the answers of a single one. */
    @Test
    public void concurrentSearchesAgree() {
        EmbeddingBatch queries = queries(20);
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            List<List<Neighbor>> expected = search(index, queries, K);
            List<Integer> compared = Together.run(THREADS, thread -> {
                int lists = 0;
                for (int round = 0; round < 10; round++) {
                    int from = (thread * 3 + round) % 19;
                    List<List<Neighbor>> found = search(index, Samples.rows(queries, from, queries.rows()), K);
                    for (int row = 0; row < found.size(); row++, lists++) {
                        assertAgree(found.get(row), expected.get(from + row), "query " + row + ", thread " + thread);
                    }
                }
                return lists;
            });
            assertThat(compared).allMatch(lists -> lists > 10);
        }
    }

    /** A cancelled control ends a search, and the next one is answered. */
    @Test
    public void cancelledSearchThrowsAndHarmsNothing() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> index.search(queries(3), K, cancelled)).isInstanceOf(CancellationException.class);
            assertThat(search(index, queries(3), K).get(2)).isNotEmpty();
        }
    }

    /** A closed index throws an {@link IllegalStateException}. */
    @Test
    public void closedIndexRefuses() {
        VectorIndex index = opened(vectors(), anyMetric());
        index.close();
        assertThatThrownBy(() -> search(index, queries(1), K)).isInstanceOf(IllegalStateException.class);
    }

    /** Closing a second time does nothing. */
    @Test
    public void closeTwice() {
        VectorIndex index = opened(vectors(), anyMetric());
        assertThat(search(index, queries(1), K).get(0)).isNotEmpty();
        index.close();
        index.close();
    }

    /** While searches run, closing lets each give a right answer or refuses it as closed, and soon refuses all. */
    @Test
    public void closeDuringSearchesEndsThemCleanly() {
        VectorIndex index = opened(vectors(), anyMetric());
        EmbeddingBatch queries = queries(20);
        List<List<Neighbor>> expected = search(index, queries, K);
        CountDownLatch answered = new CountDownLatch(1);
        Together.run(THREADS, thread -> {
            if (thread == 0) {
                Together.await(answered);
                index.close();
                return true;
            }
            for (int call = 0; call < 2_000; call++) {
                try {
                    assertAgree(search(index, queries, K).get(19), expected.get(19), "search while closing");
                } catch (IllegalStateException closed) {
                    return true;
                } finally {
                    answered.countDown();
                }
            }
            throw new AssertionError("close() did not end the searches");
        });
    }

    /** Equal similarities within the tolerance; equal ids wherever no near-tie allows another order. */
    private void assertAgree(List<Neighbor> found, List<Neighbor> expected, String what) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        Set<Long> ids = new HashSet<>();
        expected.forEach(one -> ids.add(one.id()));
        float worst = expected.get(expected.size() - 1).similarity();
        for (int rank = 0; rank < expected.size(); rank++) {
            Neighbor one = found.get(rank);
            assertThat((double) one.similarity())
                    .as("%s, rank %d", what, rank)
                    .isCloseTo(expected.get(rank).similarity(), within(tolerance()));
            assertThat(ids.contains(one.id()) || one.similarity() - worst <= tolerance())
                    .as("%s, rank %d: id %d is expected or ties with the last", what, rank, one.id())
                    .isTrue();
        }
    }

    private EmbeddingBatch withDuplicates() {
        float[] values = vectors().toArray();
        for (int copy = 1; copy < size(); copy += 10) { // id copy equals id copy - 1
            System.arraycopy(values, (copy - 1) * DIMENSION, values, copy * DIMENSION, DIMENSION);
        }
        return EmbeddingBatch.of(size(), DIMENSION, values);
    }
}
