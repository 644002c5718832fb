package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
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
        RandomProblem problem = RandomProblem.of(seed);
        List<Pick> picks = sift(problem).picks();
        assertThat(picks).hasSize(BUDGET);
        double tolerance = 1e-9 * Math.max(1, problem.prior());
        for (int n = 1; n <= picks.size(); n++) {
            int[] chosen = picks.subList(0, n).stream()
                    .mapToInt(pick -> (int) pick.id())
                    .toArray();
            double found = problem.posterior(chosen);
            double reported = picks.get(n - 1).uncertainty();
            assertThat(reported * reported).as("variance after pick %d", n).isCloseTo(found, within(tolerance));
            for (int other = 0; other < problem.candidates().length; other++) {
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
        RandomProblem problem = RandomProblem.of(seed);
        Selection found = Selectors.open("nn", "lambda", problem.lambda()).select(problem.request(BUDGET));
        assertThat(found.picks()).isNotEmpty();
        for (int n = 1; n <= found.picks().size(); n++) {
            int[] chosen =
                    Arrays.stream(found.ids()).limit(n).mapToInt(id -> (int) id).toArray();
            double reported = found.picks().get(n - 1).uncertainty();
            assertThat(reported * reported)
                    .isCloseTo(problem.posterior(chosen), within(1e-9 * Math.max(1, problem.prior())));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDuplicatedCorpusChangesNothing(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        float[][] twice = Arrays.copyOf(problem.candidates(), 2 * problem.candidates().length);
        System.arraycopy(problem.candidates(), 0, twice, problem.candidates().length, problem.candidates().length);
        RandomProblem doubled = new RandomProblem(problem.queries(), twice, problem.lambda());
        assertThat(sift(doubled)).isEqualTo(sift(problem));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void signsOfCandidatesDoNotMatter(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        float[][] flipped = new float[problem.candidates().length][];
        for (int i = 0; i < flipped.length; i++) {
            flipped[i] = problem.candidates()[i].clone();
            for (int j = 0; j < flipped[i].length && i % 2 == 1; j++) {
                flipped[i][j] = -flipped[i][j];
            }
        }
        assertThat(sift(new RandomProblem(problem.queries(), flipped, problem.lambda())))
                .isEqualTo(sift(problem));
    }

    /** The kernel scales by 4 with vectors times 2; with lambda times 4 the picks stay and sigma doubles, exactly. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void unitsDoNotMatter(long seed) {
        RandomProblem problem = RandomProblem.of(seed);
        RandomProblem scaled =
                new RandomProblem(doubled(problem.queries()), doubled(problem.candidates()), 4 * problem.lambda());
        Selection expected = sift(problem);
        Selection found = sift(scaled);
        assertThat(found.ids()).isEqualTo(expected.ids());
        for (int n = 0; n < BUDGET; n++) {
            assertThat(found.picks().get(n).uncertainty())
                    .isEqualTo(2 * expected.picks().get(n).uncertainty());
        }
    }

    private static Selection sift(RandomProblem problem) {
        return Selectors.open("sift", "lambda", problem.lambda()).select(problem.request(BUDGET));
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
}
