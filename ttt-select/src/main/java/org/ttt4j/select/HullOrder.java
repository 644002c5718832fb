package org.ttt4j.select;

import java.util.stream.IntStream;

/**
 * Turns convex weights into whole multiplicities, one pick at a time: always the candidate with a weight whose addition
 * brings the mean of all picks nearest to the target. So the n picks are the best rounding that extends the n - 1
 * before.
 * Confined to one thread.
 */
final class HullOrder implements Order {

    private final int[] support; // S candidates of positive weight, largest first
    private final double[][] products; // (S, S) inner products
    private final double[] targetProducts; // (S,) inner products with the target
    private final double[] sums; // (S,) inner products with the sum of the picks
    private int picks;

    HullOrder(Points candidates, double[] target, double[] weights) {
        support = IntStream.of(Problem.largestFirst(weights))
                .filter(i -> weights[i] > 0)
                .toArray();
        double[][] rows = IntStream.of(support).mapToObj(candidates::row).toArray(double[][]::new);
        products = new double[rows.length][rows.length];
        targetProducts = new double[rows.length];
        sums = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targetProducts[i] = product(rows[i], target);
            for (int j = 0; j < rows.length; j++) {
                products[i][j] = product(rows[i], rows[j]);
            }
        }
    }

    @Override
    public int next() {
        // |t - (s + x) / n|^2 = const - 2 t.x / n + (2 s.x + x.x) / n^2 over x, with the sum s of the picks before.
        picks++;
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < support.length; i++) {
            double error = (2 * sums[i] + products[i][i]) / picks - 2 * targetProducts[i];
            if (error < least) {
                least = error;
                best = i;
            }
        }
        for (int i = 0; i < support.length; i++) {
            sums[i] += products[best][i];
        }
        return support[best];
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }
}
