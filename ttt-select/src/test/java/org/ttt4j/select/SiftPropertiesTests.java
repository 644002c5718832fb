package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.testkit.Seeds;

/** Random small problems; {@code -Dttt.seed=...} replays the one in a failing test's name. */
class SiftPropertiesTests {

    private static final int PROBLEMS = 60;
    private static final int BUDGET = 8;

    static LongStream seeds() {
        return Seeds.fresh(PROBLEMS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPickIsTheBestOfAllByAFreshDenseSolve(long seed) {
        Problem problem = Problem.random(seed);
        List<Pick> picks = problem.sift().picks();
        assertThat(picks).hasSize(BUDGET);
        double tolerance = 1e-9 * Math.max(1, problem.prior());
        for (int n = 1; n <= picks.size(); n++) {
            int[] chosen = picks.subList(0, n).stream()
                    .mapToInt(pick -> (int) pick.id())
                    .toArray();
            double found = problem.posterior(chosen);
            double reported = picks.get(n - 1).uncertainty();
            assertThat(reported * reported).as("variance after pick %d", n).isCloseTo(found, within(tolerance));
            for (int other = 0; other < problem.candidates.length; other++) {
                int[] instead = chosen.clone();
                instead[n - 1] = other;
                assertThat(found)
                        .as("pick %d against candidate %d", n, other)
                        .isLessThanOrEqualTo(problem.posterior(instead) + tolerance);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nearestReportsTheSamePosterior(long seed) {
        Problem problem = Problem.random(seed);
        Selection found = new NearestSelector(new Lambda(problem.lambda)).select(problem.request());
        assertThat(found.picks()).isNotEmpty();
        for (int n = 1; n <= found.picks().size(); n++) {
            double reported = found.picks().get(n - 1).uncertainty();
            assertThat(reported * reported)
                    .isCloseTo(
                            problem.posterior(IntStream.range(0, n).toArray()),
                            within(1e-9 * Math.max(1, problem.prior())));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDuplicatedCorpusChangesNothing(long seed) {
        Problem problem = Problem.random(seed);
        float[][] twice = Arrays.copyOf(problem.candidates, 2 * problem.candidates.length);
        System.arraycopy(problem.candidates, 0, twice, problem.candidates.length, problem.candidates.length);
        Problem doubled = new Problem(problem.queries, twice, problem.lambda);
        assertThat(doubled.sift()).isEqualTo(problem.sift());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void signsOfCandidatesDoNotMatter(long seed) {
        Problem problem = Problem.random(seed);
        float[][] flipped = new float[problem.candidates.length][];
        for (int i = 0; i < flipped.length; i++) {
            flipped[i] = problem.candidates[i].clone();
            for (int j = 0; j < flipped[i].length && i % 2 == 1; j++) {
                flipped[i][j] = -flipped[i][j];
            }
        }
        assertThat(new Problem(problem.queries, flipped, problem.lambda).sift()).isEqualTo(problem.sift());
    }

    /** The kernel scales by 4 with vectors times 2; with lambda times 4 the picks stay and sigma doubles, exactly. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void unitsDoNotMatter(long seed) {
        Problem problem = Problem.random(seed);
        Problem scaled = new Problem(doubled(problem.queries), doubled(problem.candidates), 4 * problem.lambda);
        Selection expected = problem.sift();
        Selection found = scaled.sift();
        assertThat(found.ids()).isEqualTo(expected.ids());
        for (int n = 0; n < BUDGET; n++) {
            assertThat(found.picks().get(n).uncertainty())
                    .isEqualTo(2 * expected.picks().get(n).uncertainty());
        }
    }

    private static float[][] doubled(float[][] rows) {
        float[][] twice = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            twice[i] = rows[i].clone();
            for (int j = 0; j < twice[i].length; j++) {
                twice[i][j] *= 2;
            }
        }
        return twice;
    }

    /** A small problem: some candidates repeat others, some are zero, lengths differ. */
    private static final class Problem {
        private final float[][] queries;
        private final float[][] candidates;
        private final double lambda;

        private Problem(float[][] queries, float[][] candidates, double lambda) {
            this.queries = queries;
            this.candidates = candidates;
            this.lambda = lambda;
        }

        private static Problem random(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int d = 1 + random.nextInt(6);
            float[][] queries = new float[1 + random.nextInt(3)][];
            float[][] candidates = new float[1 + random.nextInt(12)][];
            for (int q = 0; q < queries.length; q++) {
                queries[q] = vector(random, d, 1);
            }
            for (int i = 0; i < candidates.length; i++) {
                candidates[i] = switch (random.nextInt(6)) {
                    case 0 -> new float[d];
                    case 1 -> i > 0 ? candidates[random.nextInt(i)] : vector(random, d, 1);
                    default -> vector(random, d, 0.2 + 2 * random.nextDouble());
                };
            }
            return new Problem(queries, candidates, Math.pow(10, -3 + 4 * random.nextDouble()));
        }

        private static float[] vector(SplittableRandom random, int d, double length) {
            float[] vector = new float[d];
            for (int j = 0; j < d; j++) {
                vector[j] = (float) (length * random.nextGaussian() / Math.sqrt(d));
            }
            return vector;
        }

        private double prior() {
            return DenseOracle.posteriorVariance(queries, new float[0][], lambda);
        }

        private double posterior(int[] chosen) {
            float[][] picks = Arrays.stream(chosen).mapToObj(i -> candidates[i]).toArray(float[][]::new);
            return DenseOracle.posteriorVariance(queries, picks, lambda);
        }

        private Selection sift() {
            return new SiftSelector(new Lambda(lambda), true).select(request());
        }

        private Selector.Request request() {
            List<Neighbor> neighbors = IntStream.range(0, candidates.length)
                    .mapToObj(i -> new Neighbor(i, 0))
                    .toList();
            return new Selector.Request(batch(queries), neighbors, batch(candidates), BUDGET);
        }

        private static EmbeddingBatch batch(float[][] rows) {
            float[] values = new float[rows.length * rows[0].length];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
            }
            return EmbeddingBatch.of(rows.length, rows[0].length, values);
        }
    }
}
