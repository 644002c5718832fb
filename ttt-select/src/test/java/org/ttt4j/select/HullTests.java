package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selector;
import org.ttt4j.testkit.Seeds;

class HullTests {

    private static final int BUDGET = 20;

    static LongStream seeds() {
        return Seeds.fresh(30);
    }

    /** At the minimum of a convex function no vertex lies ahead: the duality gap bounds the error. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void weightsAreConvexAndNearlyOptimal(long seed) {
        Problem problem = problem(seed);
        double[] target = problem.queries().mean();
        double[] weights = HullWeights.of(problem.candidates(), target, 2000, 0);
        assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(weights).min().orElseThrow()).isNotNegative();
        double[] residual = residual(problem, weights, target);
        double gap = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < problem.count(); i++) {
            double ahead = 0;
            double[] vertex = problem.candidates().row(i);
            for (int j = 0; j < target.length; j++) {
                ahead += residual[j] * (vertex[j] - (target[j] - residual[j]));
            }
            gap = Math.max(gap, ahead);
        }
        assertThat(gap).as("Frank-Wolfe gap").isLessThan(0.01);
    }

    /** The rounding that goes pick by pick against the authors' floor, greedy filling and two passes of swaps. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void roundingPickByPickCostsLittle(long seed) {
        Problem problem = problem(seed);
        double[] target = problem.queries().mean();
        double[] weights = HullWeights.of(problem.candidates(), target, 250, 1e-5);
        HullOrder order = new HullOrder(problem.candidates(), target, weights);
        double[] counts = new double[problem.count()];
        for (int n = 0; n < BUDGET; n++) {
            counts[order.next()]++;
        }
        double ours = error(problem, counts, target);
        double theirs = error(problem, rounded(problem, weights, target), target);
        double nearest = error(problem, onlyNearest(problem, target), target);
        assertThat(ours).isLessThanOrEqualTo(nearest + 1e-12);
        assertThat(Math.sqrt(ours)).as("theirs is %s", theirs).isLessThanOrEqualTo(1.05 * Math.sqrt(theirs) + 1e-3);
    }

    @Test
    void aQueryBetweenTwoCandidatesIsTheirMean() {
        EmbeddingBatch query = EmbeddingBatch.of(1, 2, new float[] {0.75f, 0.25f});
        EmbeddingBatch vectors = EmbeddingBatch.of(3, 2, new float[] {1, 0, 0, 1, -1, -1});
        long[] ids = Selectors.open("hull")
                .select(Selector.Request.of(query, vectors, 8))
                .ids();
        assertThat(Arrays.stream(ids).filter(id -> id == 0).count()).isEqualTo(6);
        assertThat(Arrays.stream(ids).filter(id -> id == 1).count()).isEqualTo(2);
    }

    private static Problem problem(long seed) {
        GoldenInputs inputs = GoldenInputs.of("cluster", seed, 1, 16, 60);
        Selector.Request request = Selector.Request.of(inputs.query(), inputs.candidates(), BUDGET);
        return Problem.of(request, Kernel.LINEAR, 0.01);
    }

    private static double[] residual(Problem problem, double[] weights, double[] target) {
        double[] residual = target.clone();
        for (int i = 0; i < weights.length; i++) {
            double[] row = problem.candidates().row(i);
            for (int j = 0; j < residual.length; j++) {
                residual[j] -= weights[i] * row[j];
            }
        }
        return residual;
    }

    private static double error(Problem problem, double[] counts, double[] target) {
        double total = Arrays.stream(counts).sum();
        double[] weights = Arrays.stream(counts).map(count -> count / total).toArray();
        return Arrays.stream(residual(problem, weights, target)).map(x -> x * x).sum();
    }

    private static double[] onlyNearest(Problem problem, double[] target) {
        double[] counts = new double[problem.count()];
        double[] products = new double[problem.count()];
        problem.candidates().columns().times(target, products);
        int best = 0;
        for (int i = 1; i < products.length; i++) {
            best = products[i] > products[best] ? i : best;
        }
        counts[best] = BUDGET;
        return counts;
    }

    private static double[] rounded(Problem problem, double[] weights, double[] target) {
        double[] counts = Arrays.stream(weights)
                .map(weight -> Math.floor(weight * BUDGET))
                .toArray();
        while (Arrays.stream(counts).sum() < BUDGET) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < counts.length; i++) {
                if (weights[i] > 0) {
                    counts[i]++;
                    double[] filled = counts.clone();
                    double error = scaledError(problem, filled, target);
                    if (error < least) {
                        least = error;
                        best = i;
                    }
                    counts[i]--;
                }
            }
            counts[best]++;
        }
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < counts.length; i++) {
                for (int j = 0; j < counts.length && counts[i] > 0; j++) {
                    double before = error(problem, counts, target);
                    if (i != j && weights[j] > 0) {
                        counts[i]--;
                        counts[j]++;
                        if (error(problem, counts, target) + 1e-14 >= before) {
                            counts[i]++;
                            counts[j]--;
                        }
                    }
                }
            }
        }
        return counts;
    }

    /** As the authors judge a filling that is not complete: what is missing counts as zero. */
    private static double scaledError(Problem problem, double[] counts, double[] target) {
        double[] weights = Arrays.stream(counts).map(count -> count / BUDGET).toArray();
        return Arrays.stream(residual(problem, weights, target)).map(x -> x * x).sum();
    }
}
