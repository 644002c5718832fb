package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.api.VectorIndex.RangeSearch;
import org.ttt4j.api.VectorIndex.Reconstruction;
import org.ttt4j.api.VectorIndex.Tunable;

/**
 * The part of {@link VectorIndexContract} about searches without some vectors, which every index offers, and about the
 * optional powers; what an index has not is skipped. Confined to one thread.
 */
public abstract class IndexPowersContract extends IndexFilesContract {

    private static final int K = 10;

    IndexPowersContract() {}

    /** {@return the largest difference of a reconstructed component; 0 unless the index compresses} */
    protected double reconstructionTolerance() {
        return 0;
    }

    /**
     * Without its nearest vectors a search finds the next ones: all of an exact index, of another
     * {@link #minimumRecall()}; never an excluded one.
     */
    @Test
    public void excludedVectorsMakeRoomForTheNext() {
        EmbeddingBatch vectors = vectors();
        EmbeddingBatch queries = queries(10);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                boolean exact = index.traits().exact();
                for (int out : new int[] {1, K, size() / 2, size() - 3}) {
                    IdSet excluded = nearest(queries.row(0), vectors, metric, out);
                    List<List<Neighbor>> found = without(index, queries, K, excluded);
                    int hits = 0;
                    for (int row = 0; row < queries.rows(); row++) {
                        assertThat(found.get(row))
                                .as("%d excluded, %s", out, metric)
                                .hasSizeLessThanOrEqualTo(Math.min(K, size() - out))
                                .isSortedAccordingTo(Neighbor.BEST_FIRST)
                                .noneMatch(one -> excluded.contains(one.id()));
                        double[] truth = BruteForce.similarities(queries.row(row), vectors, metric);
                        LongStream.of(excluded.toArray()).forEach(id -> truth[(int) id] = Double.NEGATIVE_INFINITY);
                        hits += hits(found.get(row), truth, Math.min(K, size() - out));
                    }
                    // The last three in an approximate index may lie where its search never comes by.
                    double wanted = exact ? 1 : out == size() - 3 ? 0 : minimumRecall();
                    assertThat((double) hits / (queries.rows() * Math.min(K, size() - out)))
                            .as("recall with %d excluded, %s", out, metric)
                            .isGreaterThanOrEqualTo(wanted);
                }
            }
        }
    }

    /**
     * Leaving out nothing or what the index does not hold changes no answer; leaving out everything gives empty lists.
     */
    @Test
    public void excludedIdsMayBeUnknownAllOrNone() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            List<List<Neighbor>> all = search(index, queries(3), K);
            assertThat(without(index, queries(3), K, IdSet.EMPTY)).isEqualTo(all);
            assertThat(without(index, queries(3), K, IdSet.of(size(), 1L << 40, Long.MAX_VALUE)))
                    .as("without ids that the index does not hold")
                    .isEqualTo(all);
            IdSet everything = IdSet.of(LongStream.range(0, size()).toArray());
            assertThat(without(index, queries(2), K, everything)).containsExactly(List.of(), List.of());
            assertThat(without(index, queries(2), Integer.MAX_VALUE, everything))
                    .containsExactly(List.of(), List.of());
        }
    }

    /**
     * A wrong k, a wrong dimension and a cancelled control end a search without some vectors as they end any other.
     */
    @Test
    public void exclusionKeepsTheChecksOfASearch() {
        IdSet some = IdSet.of(0, 1, 2);
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            assertThatThrownBy(() -> without(index, queries(1), 0, some)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> without(index, Samples.unitVectors(1, DIMENSION + 1, 5), K, some))
                    .isInstanceOf(IllegalArgumentException.class);
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> index.searchWithout(queries(3), K, some, cancelled))
                    .isInstanceOf(CancellationException.class);
        }
    }

    /**
     * A search by radius finds what brute force finds: all of an exact index, of another {@link #minimumRecall()};
     * nothing beyond the radius.
     */
    @Test
    public void rangesHoldWhatIsAtLeastAsSimilar() {
        EmbeddingBatch vectors = vectors();
        EmbeddingBatch queries = queries(25);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                RangeSearch ranges = power(index, RangeSearch.class);
                double[] sorted = BruteForce.sorted(BruteForce.similarities(queries.row(0), vectors, metric));
                float least =
                        (float) ((sorted[K - 1] + sorted[K]) / 2); // between two, so that rounding does not decide
                List<List<Neighbor>> found = ranges.searchRange(queries, least, RunControl.silent());
                assertThat(found).hasSize(queries.rows());
                int hits = 0;
                int wanted = 0;
                for (int row = 0; row < queries.rows(); row++) {
                    double[] truth = BruteForce.similarities(queries.row(row), vectors, metric);
                    assertThat(found.get(row)).isSortedAccordingTo(Neighbor.BEST_FIRST);
                    assertThat(found.get(row)).extracting(Neighbor::id).doesNotHaveDuplicates();
                    Set<Long> ids = new HashSet<>();
                    for (Neighbor one : found.get(row)) {
                        ids.add(one.id());
                        assertThat(one.similarity()).isGreaterThanOrEqualTo(least);
                        if (index.traits().exact()) {
                            assertThat((double) one.similarity()).isCloseTo(truth[(int) one.id()], within(tolerance()));
                        }
                    }
                    long[] near = IntStream.range(0, size())
                            .filter(id -> truth[id] >= least + tolerance())
                            .asLongStream()
                            .toArray();
                    wanted += near.length;
                    hits += (int) LongStream.of(near).filter(ids::contains).count();
                }
                assertThat((double) hits / wanted)
                        .as("share of %d neighbours found, %s", wanted, metric)
                        .isGreaterThanOrEqualTo(index.traits().exact() ? 1 : minimumRecall());
            }
        }
    }

    /** A radius includes the vector that lies on it; negative infinity gives all vectors, positive infinity none. */
    @Test
    public void rangesIncludeTheirBorder() {
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors(), metric)) {
                RangeSearch ranges = power(index, RangeSearch.class);
                List<Neighbor> all = ranges.searchRange(queries(1), Float.NEGATIVE_INFINITY, RunControl.silent())
                        .get(0);
                assertThat(all).isNotEmpty();
                if (index.traits().exact()) {
                    assertThat(all).hasSize(size());
                }
                for (Neighbor border : List.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1))) {
                    assertThat(ranges.searchRange(queries(1), border.similarity(), RunControl.silent())
                                    .get(0))
                            .as("within %s, %s", border.similarity(), metric)
                            .isEqualTo(all.stream()
                                    .filter(one -> one.similarity() >= border.similarity())
                                    .toList());
                }
                assertThat(ranges.searchRange(queries(2), Float.POSITIVE_INFINITY, RunControl.silent()))
                        .containsExactly(List.of(), List.of());
            }
        }
    }

    /**
     * A radius of NaN, another dimension, a NaN in the query and a cancelled control end a search by radius; no query
     * gives no list.
     */
    @Test
    public void wrongRangesAreRefused() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            RangeSearch ranges = power(index, RangeSearch.class);
            RunControl control = RunControl.silent();
            assertThatThrownBy(() -> ranges.searchRange(queries(1), Float.NaN, control))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ranges.searchRange(Samples.unitVectors(1, DIMENSION + 1, 5), 0, control))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(DIMENSION + 1));
            float[] broken = queries(1).toArray();
            broken[3] = Float.NaN;
            assertThatThrownBy(() -> ranges.searchRange(EmbeddingBatch.of(1, DIMENSION, broken), 0, control))
                    .isInstanceOf(IllegalArgumentException.class);
            EmbeddingBatch none = EmbeddingBatch.of(0, DIMENSION, new float[0]);
            assertThat(ranges.searchRange(none, 0, control)).isEmpty();
            control.cancel();
            assertThatThrownBy(() -> ranges.searchRange(queries(1), 0, control))
                    .isInstanceOf(CancellationException.class);
        }
    }

    /**
     * The dearest values find at least as many true neighbours as the cheapest, and the index answers as before once
     * its views are closed.
     */
    @Test
    public void dearerParametersFindNoLess() {
        EmbeddingBatch vectors = vectors();
        EmbeddingBatch queries = queries(50);
        for (Metric metric : metrics()) {
            try (VectorIndex index = opened(vectors, metric)) {
                Map<String, List<String>> parameters =
                        power(index, Tunable.class).parameters();
                assertThat(parameters).isNotEmpty();
                assertThat(parameters.values())
                        .allSatisfy(values -> assertThat(values).isNotEmpty());
                List<List<Neighbor>> before = search(index, queries, K);
                List<Integer> hits = new ArrayList<>();
                for (boolean dear : new boolean[] {false, true}) {
                    Map<String, String> chosen = new HashMap<>();
                    parameters.forEach((name, values) -> chosen.put(name, values.get(dear ? values.size() - 1 : 0)));
                    try (VectorIndex tuned = power(index, Tunable.class).tuned(chosen)) {
                        List<List<Neighbor>> found = search(tuned, queries, K);
                        assertThat(found).allSatisfy(one -> assertThat(one).isSortedAccordingTo(Neighbor.BEST_FIRST));
                        hits.add(IntStream.range(0, queries.rows())
                                .map(row -> hits(
                                        found.get(row), BruteForce.similarities(queries.row(row), vectors, metric), K))
                                .sum());
                    }
                }
                assertThat(hits.get(1)).as("found by the dearest, %s", metric).isGreaterThanOrEqualTo(hits.get(0));
                assertThat(search(index, queries, K))
                        .as("the index that was tuned, after the views are closed")
                        .isEqualTo(before);
            }
        }
    }

    /**
     * Unknown names and impossible values are refused by a sentence that names the parameter; no values give the index
     * as it is.
     */
    @Test
    public void wrongParametersAreRefused() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            Tunable tunable = power(index, Tunable.class);
            String known = tunable.parameters().keySet().iterator().next();
            assertThatThrownBy(() -> tunable.tuned(Map.of("no-such", "1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no-such");
            for (String wrong : new String[] {"", "much", "-1", "0", "99999999999999999999"}) {
                assertThatThrownBy(() -> tunable.tuned(Map.of(known, wrong)))
                        .as("%s=%s", known, wrong)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(known);
            }
            VectorIndex tuned = tunable.tuned(Map.of());
            assertThat(search(tuned, queries(2), K)).isEqualTo(search(index, queries(2), K));
        }
    }

    /**
     * Ids in any order, one of them twice, give the vectors that were added, up to {@link #reconstructionTolerance()}.
     */
    @Test
    public void reconstructReturnsWhatWasAdded() {
        EmbeddingBatch vectors = vectors();
        try (VectorIndex index = opened(vectors, anyMetric())) {
            Reconstruction stored = power(index, Reconstruction.class);
            long[] ids = {size() - 1L, 0, 7, 7, 3};
            EmbeddingBatch found = stored.reconstruct(ids);
            assertThat(found.rows()).isEqualTo(ids.length);
            for (int row = 0; row < ids.length; row++) {
                assertThat(Samples.difference(found.row(row), vectors.row((int) ids[row])))
                        .as("id %d at row %d", ids[row], row)
                        .isLessThanOrEqualTo(reconstructionTolerance());
            }
            EmbeddingBatch none = stored.reconstruct(new long[0]);
            assertThat(none.rows()).isZero();
            assertThat(none.dimension()).isEqualTo(DIMENSION);
        }
    }

    /** Ids that the index does not hold are refused. */
    @Test
    public void reconstructRefusesUnknownIds() {
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            Reconstruction stored = power(index, Reconstruction.class);
            for (long id : new long[] {-1, size(), 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> stored.reconstruct(new long[] {0, id}))
                        .as("id %d", id)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** Neither a later call nor closing changes a batch that was handed out. */
    @Test
    public void resultsOutliveTheIndex() {
        EmbeddingBatch kept;
        float[] copy;
        try (VectorIndex index = opened(vectors(), anyMetric())) {
            Reconstruction stored = power(index, Reconstruction.class);
            kept = stored.reconstruct(new long[] {1, 2, 3});
            copy = kept.toArray();
            stored.reconstruct(new long[] {4, 5, 6});
        }
        assertThat(Samples.difference(kept.toArray(), copy)).isZero();
    }

    /** Once the index is closed, views and powers taken before refuse as well. */
    @Test
    public void closedIndexRefusesItsPowers() {
        VectorIndex index = opened(vectors(), anyMetric());
        Optional<VectorIndex> tuned = index.capability(Tunable.class).map(tunable -> tunable.tuned(Map.of()));
        Optional<RangeSearch> ranges = index.capability(RangeSearch.class);
        Optional<Reconstruction> stored = index.capability(Reconstruction.class);
        index.close();
        refusesClosed(() -> without(index, queries(1), K, IdSet.of(0, 1)));
        tuned.ifPresent(view -> refusesClosed(() -> search(view, queries(2), K)));
        ranges.ifPresent(range -> refusesClosed(() -> range.searchRange(queries(1), 0, RunControl.silent())));
        stored.ifPresent(vectors -> refusesClosed(() -> vectors.reconstruct(new long[] {0})));
    }

    private static void refusesClosed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }

    /** How many of the k truly most similar ones a list holds. */
    private static int hits(List<Neighbor> found, double[] truth, int k) {
        double kth = BruteForce.sorted(truth)[k - 1];
        return (int) found.stream().filter(one -> truth[(int) one.id()] >= kth).count();
    }

    private static IdSet nearest(float[] query, EmbeddingBatch vectors, Metric metric, int count) {
        double[] truth = BruteForce.similarities(query, vectors, metric);
        double[] sorted = BruteForce.sorted(truth);
        return IdSet.of(IntStream.range(0, truth.length)
                .filter(id -> truth[id] >= sorted[count - 1])
                .asLongStream()
                .toArray());
    }

    private static List<List<Neighbor>> without(VectorIndex index, EmbeddingBatch queries, int k, IdSet excluded) {
        return index.searchWithout(queries, k, excluded, RunControl.silent());
    }

    private static <T> T power(VectorIndex index, Class<T> type) {
        assumeTrue(index.capability(type).isPresent(), "this index has no " + type.getSimpleName());
        return index.capability(type).orElseThrow();
    }
}
