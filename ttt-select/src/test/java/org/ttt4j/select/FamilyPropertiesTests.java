package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.Pick;
import org.ttt4j.testkit.Seeds;

/**
 * Random small problems under every kernel: each pick must be the best by a fresh dense solve, each uncertainty the dense
 * posterior's. {@code -Dttt.seed=...} replays the seed in a failing test's name.
 */
class FamilyPropertiesTests {

    private static final int PROBLEMS = 60;
    private static final int BUDGET = 7;
    private static final double TOLERANCE = 1e-7;
    private static final List<Kernel> KERNELS = List.of(
            Kernel.LINEAR,
            new Kernel(Kernel.Shape.LINEAR, true, 1),
            new Kernel(Kernel.Shape.COSINE, false, 1),
            new Kernel(Kernel.Shape.RBF, false, 0.7),
            new Kernel(Kernel.Shape.RBF, true, 1.5));

    /** Value of a point given the posterior covariance of all points. */
    private interface Dense {
        double value(double[][] posterior, int m, double lambda, int point);
    }

    static LongStream seeds() {
        return Seeds.fresh(PROBLEMS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sift(long seed) {
        greedy(seed, "sift", (k, m, lambda, x) -> reduction(k, 0, m, lambda, x));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void undirectedVtl(long seed) {
        greedy(seed, "undirected-vtl", (k, m, lambda, x) -> reduction(k, m, k.length, lambda, x));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void undirectedItl(long seed) {
        greedy(seed, "undirected-itl", (k, m, lambda, x) -> k[x][x]);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ctl(long seed) {
        greedy(seed, "ctl", (k, m, lambda, x) -> {
            double sum = 0;
            for (int q = 0; q < m; q++) {
                double product = k[q][q] * k[x][x];
                sum += product > 1e-18 ? k[q][x] / Math.sqrt(product) / m : 0;
            }
            return sum;
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void itl(long seed) {
        greedy(seed, "itl", (k, m, lambda, x) -> {
            double left = conditioned(k, m, lambda, x);
            return k[x][x] > 1e-12 ? Math.log(k[x][x] / left) / 2 : 0;
        });
    }

    /** Fall of the variances of points [from, to) by observing x. */
    private static double reduction(double[][] k, int from, int to, double lambda, int x) {
        double sum = 0;
        for (int point = from; point < to; point++) {
            sum += k[point][x] * k[point][x] / (k[x][x] + lambda);
        }
        return sum;
    }

    /** Variance of x once the m query rows were observed as well, one after the other. */
    private static double conditioned(double[][] posterior, int m, double lambda, int x) {
        double[][] k = Arrays.stream(posterior).map(double[]::clone).toArray(double[][]::new);
        for (int q = 0; q < m; q++) {
            double[] column = k[q].clone();
            double variance = column[q] + lambda;
            for (int i = 0; i < k.length; i++) {
                for (int j = 0; j < k.length; j++) {
                    k[i][j] -= column[i] * column[j] / variance;
                }
            }
        }
        return k[x][x];
    }

    private static void greedy(long seed, String id, Dense dense) {
        RandomProblem problem = RandomProblem.of(seed);
        Kernel kernel = KERNELS.get((int) (seed % KERNELS.size()));
        DenseGaussian gaussian = new DenseGaussian(problem, kernel);
        List<Pick> picks = Selectors.open(
                        id,
                        "lambda",
                        problem.lambda(),
                        "kernel",
                        kernel.shape().name().toLowerCase(Locale.ROOT),
                        "normalize",
                        kernel.normalize(),
                        "length-scale",
                        kernel.lengthScale())
                .select(problem.request(BUDGET))
                .picks();
        assertThat(picks).hasSize(BUDGET);
        int m = gaussian.m();
        for (int n = 0; n < BUDGET; n++) {
            int[] before = picks.stream()
                    .limit(n)
                    .mapToInt(pick -> m + (int) pick.id())
                    .toArray();
            double[][] posterior = gaussian.given(before, problem.lambda());
            double best = Double.NEGATIVE_INFINITY;
            for (int point = m; point < posterior.length; point++) {
                best = Math.max(best, dense.value(posterior, m, problem.lambda(), point));
            }
            double picked = dense.value(
                    posterior, m, problem.lambda(), m + (int) picks.get(n).id());
            assertThat(picked)
                    .as("%s, pick %d under %s", id, n, kernel)
                    .isCloseTo(best, within(TOLERANCE * Math.max(1, Math.abs(best))));
            int[] after = picks.stream()
                    .limit(n + 1)
                    .mapToInt(pick -> m + (int) pick.id())
                    .toArray();
            double[][] left = gaussian.given(after, problem.lambda());
            double variance = 0;
            for (int q = 0; q < m; q++) {
                variance += left[q][q];
            }
            double reported = picks.get(n).uncertainty();
            assertThat(reported * reported).isCloseTo(variance, within(1e-9 * Math.max(1, problem.prior())));
        }
    }
}
