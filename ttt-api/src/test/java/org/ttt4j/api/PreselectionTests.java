package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreselectionTests {

    private static final int DIMENSION = 6;

    private final List<Integer> searches = new ArrayList<>();

    /** A full scan; an approximate one overlooks ids, and not the same ones for every query. */
    private VectorIndex index(EmbeddingBatch vectors, Metric metric, int overlooked) {
        return new VectorIndex() {
            @Override
            public Traits traits() {
                IndexSpec spec = new IndexSpec(DIMENSION, vectors.rows(), metric, "none");
                return new Traits(spec, overlooked == 0, "scan");
            }

            @Override
            public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                searches.add(queries.rows());
                return IntStream.range(0, queries.rows())
                        .mapToObj(row -> scan(queries.row(row), vectors, k, overlooked == 0 ? -1 : row % overlooked))
                        .toList();
            }

            private List<Neighbor> scan(float[] query, EmbeddingBatch all, int k, int rest) {
                return IntStream.range(0, all.rows())
                        .filter(id -> overlooked == 0 || id % overlooked != rest)
                        .mapToObj(id -> new Neighbor(id, (float) product(query, all.row(id))))
                        .sorted(Neighbor.BEST_FIRST)
                        .limit(k)
                        .toList();
            }

            @Override
            public void close() {}
        };
    }

    private static double product(float[] x, float[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += (double) x[j] * y[j];
        }
        return sum;
    }

    /** Vectors on one side of the query mostly; odd ones are negated, every seventh is zero, the last half repeats. */
    private static EmbeddingBatch vectors(Random random, float[] query, int count) {
        float[] values = new float[count * DIMENSION];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < DIMENSION; j++) {
                int from = (i - (count + 1) / 2) * DIMENSION + j;
                float near = (float) (0.5 * query[j] + 0.5 * random.nextGaussian());
                values[i * DIMENSION + j] = from >= 0 ? values[from] : i % 7 == 3 ? 0 : i % 2 == 1 ? -near : near;
            }
        }
        return EmbeddingBatch.of(count, DIMENSION, values);
    }

    private static float[] query(Random random) {
        float[] query = new float[DIMENSION];
        for (int j = 0; j < DIMENSION; j++) {
            query[j] = (float) random.nextGaussian();
        }
        return query;
    }

    private static EmbeddingBatch batch(float[] query) {
        return EmbeddingBatch.of(1, DIMENSION, query);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20, 39, 40, 41, 1000})
    void theLargestAbsoluteProductsAreThoseOfAFullScan(int k) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            float[] query = query(random);
            EmbeddingBatch vectors = vectors(random, query, 40);
            searches.clear();
            List<Neighbor> found = Preselection.LARGEST_ABSOLUTE.candidates(
                    index(vectors, Metric.INNER_PRODUCT, 0), batch(query), k, RunControl.silent());
            List<Neighbor> wanted = IntStream.range(0, 40)
                    .mapToObj(id -> new Neighbor(id, (float) product(query, vectors.row(id))))
                    .sorted(Comparator.comparing((Neighbor one) -> -Math.abs(one.similarity()))
                            .thenComparing(Neighbor::id))
                    .limit(k)
                    .toList();
            assertThat(found).as("seed %d", seed).isEqualTo(wanted);
            assertThat(searches).as("one call of two rows").containsExactly(2);
            assertThat(found.stream().anyMatch(one -> one.similarity() < 0) || k < 20)
                    .as("the test saw opposed vectors")
                    .isTrue();
        }
    }

    @Test
    void nearestIsOneSearchOfEveryMetric() {
        Random random = new Random(1);
        float[] query = query(random);
        for (Metric metric : Metric.values()) {
            VectorIndex index = index(vectors(random, query, 40), metric, 0);
            searches.clear();
            List<Neighbor> found = Preselection.NEAREST.candidates(index, batch(query), 7, RunControl.silent());
            assertThat(searches).containsExactly(1);
            assertThat(found)
                    .isEqualTo(
                            index.search(batch(query), 7, RunControl.silent()).get(0));
        }
    }

    /** What one of the two searches overlooks the other may find, or both find it, or none. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void anApproximateIndexGivesFewerButNeitherRepeatedNorWrongOnes(int overlooked) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            float[] query = query(random);
            EmbeddingBatch vectors = vectors(random, query, 40);
            for (int k : new int[] {1, 10, 40}) {
                List<Neighbor> found = Preselection.LARGEST_ABSOLUTE.candidates(
                        index(vectors, Metric.INNER_PRODUCT, overlooked), batch(query), k, RunControl.silent());
                assertThat(found).hasSizeBetween(1, k);
                assertThat(found).extracting(Neighbor::id).doesNotHaveDuplicates();
                assertThat(found).allSatisfy(one -> assertThat(one.similarity())
                        .isEqualTo((float) product(query, vectors.row((int) one.id()))));
                assertThat(found)
                        .isSortedAccordingTo(Comparator.comparing((Neighbor one) -> -Math.abs(one.similarity()))
                                .thenComparing(Neighbor::id));
            }
        }
    }

    /** The index of this test has no better way than the default: to search for more and drop some. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 40})
    void excludedDocumentsMakeRoomForTheNext(int k) {
        Random random = new Random(k);
        float[] query = query(random);
        EmbeddingBatch vectors = vectors(random, query, 40);
        VectorIndex index = index(vectors, Metric.INNER_PRODUCT, 0);
        IdSet excluded = IdSet.of(0, 5, 6, 20, 39, 40, 1000);
        for (Preselection preselection : Preselection.values()) {
            List<Neighbor> all = preselection.candidates(index, batch(query), 40, RunControl.silent());
            assertThat(preselection.candidates(index, batch(query), k, excluded, RunControl.silent()))
                    .isEqualTo(all.stream()
                            .filter(one -> !excluded.contains(one.id()))
                            .limit(k)
                            .toList());
        }
        IdSet everything = IdSet.of(IntStream.range(0, 40).asLongStream().toArray());
        assertThat(Preselection.NEAREST.candidates(index, batch(query), k, everything, RunControl.silent()))
                .isEmpty();
    }

    @Test
    void anEmptyIndexHasNoCandidates() {
        VectorIndex empty = index(EmbeddingBatch.of(0, DIMENSION, new float[0]), Metric.INNER_PRODUCT, 0);
        for (Preselection preselection : Preselection.values()) {
            assertThat(preselection.candidates(empty, batch(new float[DIMENSION]), 3, RunControl.silent()))
                    .isEmpty();
        }
    }

    @Test
    void aZeroQueryIsNearToNothingAndOpposedToNothing() {
        Random random = new Random(2);
        VectorIndex index = index(vectors(random, query(random), 10), Metric.INNER_PRODUCT, 0);
        List<Neighbor> found =
                Preselection.LARGEST_ABSOLUTE.candidates(index, batch(new float[DIMENSION]), 4, RunControl.silent());
        assertThat(found).extracting(Neighbor::id).containsExactly(0L, 1L, 2L, 3L);
        assertThat(found).allMatch(one -> one.similarity() == 0);
    }

    @Test
    void otherMetricsAreRefusedBeforeTheSearch() {
        VectorIndex index = index(EmbeddingBatch.of(1, DIMENSION, new float[DIMENSION]), Metric.L2, 0);
        assertThat(Preselection.LARGEST_ABSOLUTE.supports(Metric.L2)).isFalse();
        assertThatThrownBy(() -> Preselection.LARGEST_ABSOLUTE.candidates(
                        index, batch(new float[DIMENSION]), 3, RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found pre-selection LARGEST_ABSOLUTE and an index of metric L2, wanted INNER_PRODUCT:"
                        + " only an inner product changes its sign with the query");
        assertThat(searches).isEmpty();
    }

    @Test
    void severalQueryRowsAreRefused() {
        VectorIndex index = index(EmbeddingBatch.of(1, DIMENSION, new float[DIMENSION]), Metric.INNER_PRODUCT, 0);
        EmbeddingBatch two = EmbeddingBatch.of(2, DIMENSION, new float[2 * DIMENSION]);
        assertThatThrownBy(() -> Preselection.LARGEST_ABSOLUTE.candidates(index, two, 3, RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found 2 query rows, wanted 1");
    }
}
