package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.testkit.Seeds;

/** The selectors without a posterior of their own against their definitions. */
class OrdersTests {

    private static final int BUDGET = 8;

    static LongStream seeds() {
        return Seeds.fresh(40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void mmrPicksTheBestByItsFormula(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        double weight = (seed % 11) / 10.0;
        long[] ids = Selectors.open("mmr", "relevance", weight)
                .select(problem.request(BUDGET))
                .ids();
        assertThat(ids).hasSize(Math.min(BUDGET, problem.candidates().length)).doesNotHaveDuplicates();
        for (int n = 0; n < ids.length; n++) {
            long[] before = Arrays.copyOf(ids, n);
            double best = IntStream.range(0, problem.candidates().length)
                    .filter(i -> Arrays.stream(before).noneMatch(id -> id == i))
                    .mapToDouble(i -> marginalRelevance(problem, weight, i, before))
                    .max()
                    .orElseThrow();
            assertThat(marginalRelevance(problem, weight, (int) ids[n], before))
                    .as("pick %d", n)
                    .isCloseTo(best, within(1e-9));
        }
    }

    private static double marginalRelevance(RandomProblem problem, double weight, int candidate, long[] before) {
        float[] x = problem.candidates()[candidate];
        double relevance = Arrays.stream(problem.queries())
                .mapToDouble(query -> DenseOracle.dot(query, x))
                .average()
                .orElseThrow();
        return Arrays.stream(before)
                .mapToDouble(id -> DenseOracle.dot(problem.candidates()[(int) id], x))
                .max()
                .stream()
                .map(redundancy -> weight * relevance - (1 - weight) * redundancy)
                .findFirst()
                .orElse(relevance);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void maxDistanceIsFarthestFromAllPicks(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        long[] ids =
                Selectors.open("max-distance").select(problem.request(BUDGET)).ids();
        assertThat(ids).hasSize(BUDGET);
        assertThat(ids[0]).isZero();
        for (int n = 1; n < ids.length; n++) {
            long[] before = Arrays.copyOf(ids, n);
            double best = IntStream.range(0, problem.candidates().length)
                    .mapToDouble(i -> distance(problem, i, before))
                    .max()
                    .orElseThrow();
            assertThat(distance(problem, (int) ids[n], before)).isCloseTo(best, within(1e-9));
        }
    }

    private static double distance(RandomProblem problem, int candidate, long[] picks) {
        float[][] all = problem.candidates();
        return Arrays.stream(picks)
                .mapToDouble(pick -> squared(all[candidate], all[(int) pick]))
                .min()
                .orElseThrow();
    }

    private static double squared(float[] x, float[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += ((double) x[j] - y[j]) * ((double) x[j] - y[j]);
        }
        return sum;
    }

    @Test
    void nearestGoesBySimilarityWhateverThePlace() {
        EmbeddingBatch query = EmbeddingBatch.of(1, 2, new float[] {1, 0});
        EmbeddingBatch vectors = EmbeddingBatch.of(4, 2, new float[] {0.1f, 0, 0.9f, 0, 0.5f, 0, 0.9f, 0});
        assertThat(ids("nn", query, vectors, 9)).containsExactly(1, 3, 2, 0);
        assertThat(ids("nn-f", query, vectors, 3)).containsExactly(1, 1, 1);
    }

    @Test
    void uncertaintyRanksByVariance() {
        EmbeddingBatch query = EmbeddingBatch.of(1, 2, new float[] {1, 0});
        EmbeddingBatch vectors = EmbeddingBatch.of(3, 2, new float[] {1, 0, 0, 3, 2, 0});
        assertThat(ids("uncertainty", query, vectors, 9)).containsExactly(1, 2, 0);
        assertThat(ids("information-density", query, vectors, 9))
                .as("variance times cosine: 1, 0, 4")
                .containsExactly(2, 0, 1);
    }

    private static long[] ids(String id, EmbeddingBatch query, EmbeddingBatch vectors, int budget) {
        return Selectors.open(id)
                .select(Selector.Request.of(query, vectors, budget))
                .ids();
    }

    /** 6000 seeds over 3 candidates: each place is uniform within five standard deviations. */
    @Test
    void randomIsUniformWithoutReplacement() {
        RandomProblem problem = new RandomProblem(new float[][] {{1, 0}}, new float[][] {{1, 0}, {0, 1}, {1, 1}}, 1);
        Selector.Request request = problem.request(2);
        int[][] counts = new int[2][3];
        for (int seed = 0; seed < 6000; seed++) {
            long[] ids = Selectors.open("random", "seed", seed).select(request).ids();
            assertThat(ids).hasSize(2).doesNotHaveDuplicates();
            counts[0][(int) ids[0]]++;
            counts[1][(int) ids[1]]++;
        }
        for (int[] place : counts) {
            for (int count : place) {
                assertThat(count).isBetween(2000 - 185, 2000 + 185);
            }
        }
        assertThat(Selectors.open("random").select(problem.request(99)).ids()).hasSize(3);
    }

    /** After the first pick 0 = (0, 0) the others are drawn as 1 : 4 : 0, by squared distance. */
    @Test
    void kMeansPlusPlusDrawsBySquaredDistance() {
        RandomProblem problem =
                new RandomProblem(new float[][] {{1, 0}}, new float[][] {{0, 0}, {1, 0}, {0, 2}, {0, 0}}, 1);
        Selector.Request request = problem.request(9);
        int first = 0;
        int near = 0;
        int far = 0;
        for (int seed = 0; seed < 12_000; seed++) {
            long[] ids =
                    Selectors.open("kmeans++", "seed", seed).select(request).ids();
            assertThat(ids).as("ends when every candidate lies on a pick").hasSize(3);
            if (ids[0] == 0) {
                first++;
                near += ids[1] == 1 ? 1 : 0;
                far += ids[1] == 2 ? 1 : 0;
            }
        }
        assertThat(first).as("uniform over four").isBetween(3000 - 240, 3000 + 240);
        assertThat(near + far).isEqualTo(first);
        assertThat((double) near / first).isCloseTo(0.2, within(0.037));
    }

    /** SIFT's limits: much noise repeats the nearest, hardly any spreads over all directions. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void siftHasItsLimits(long seed) {
        GoldenInputs inputs = GoldenInputs.of("cluster", seed, 1, 24, 40);
        Selector.Request request = Selector.Request.of(inputs.query(), inputs.candidates(), 10);
        assertThat(Selectors.open("sift", "lambda", 1e9).select(request).ids())
                .isEqualTo(Selectors.open("nn-f").select(request).ids());
        Set<Long> spread = new HashSet<>();
        Arrays.stream(Selectors.open("sift", "lambda", 1e-9).select(request).ids())
                .forEach(spread::add);
        assertThat(spread).hasSize(10);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySelectorsUncertaintyStartsAtThePriorAndNeverGrows(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        for (String id : Selectors.ids()) {
            Selection found = Selectors.open(id, "lambda", problem.lambda()).select(problem.request(20));
            double last = found.priorUncertainty();
            assertThat(last).as(id).isCloseTo(Math.sqrt(problem.prior()), within(1e-9));
            for (Pick pick : found.picks()) {
                assertThat(pick.uncertainty()).as(id).isLessThanOrEqualTo(last);
                last = pick.uncertainty();
            }
        }
    }

    @Test
    void noCandidatesGiveNoPicksEverywhere() {
        EmbeddingBatch query = EmbeddingBatch.of(1, 2, new float[] {1, 0});
        EmbeddingBatch none = EmbeddingBatch.of(0, 2, new float[0]);
        for (String id : Selectors.ids()) {
            assertThat(Selectors.open(id)
                            .select(Selector.Request.of(query, none, 5))
                            .picks())
                    .as(id)
                    .isEqualTo(List.of());
        }
    }
}
