package org.ttt4j.select;

/**
 * Frank-Wolfe: convex weights w that minimise |t - sum_i w_i x_i|^2 over a target t and the K candidates. Each
 * iteration
 * moves towards the candidate of the largest inner product with the residual, by the best step in [0, 1]. Confined to
 * one
 * thread.
 */
final class HullWeights {

    private HullWeights() {}

    /**
     * Solves.
     *
     * @param target shape (d,)
     * @param iterations at most so many
     * @param tolerance ends when the residual's length is below
     * @return shape (K,), at least 0, sum 1
     */
    static double[] of(Points candidates, double[] target, int iterations, double tolerance) {
        int count = candidates.count();
        double[] products = new double[count];
        candidates.columns().times(target, products);
        int start = argmax(products);
        double[] weights = new double[count];
        weights[start] = 1;
        double[] residual = new double[target.length];
        double[] current = candidates.row(start);
        for (int iteration = 0; iteration < iterations; iteration++) {
            double squared = 0;
            for (int j = 0; j < residual.length; j++) {
                residual[j] = target[j] - current[j];
                squared += residual[j] * residual[j];
            }
            if (Math.sqrt(squared) < tolerance) {
                break;
            }
            candidates.columns().times(residual, products);
            int towards = argmax(products);
            double[] vertex = candidates.row(towards);
            double along = 0;
            double length = 0;
            for (int j = 0; j < vertex.length; j++) {
                double step = vertex[j] - current[j];
                along += residual[j] * step;
                length += step * step;
            }
            double share = Math.min(1, along / length);
            if (!(share > 0)) { // also when both are zero: no candidate is nearer
                break;
            }
            for (int i = 0; i < count; i++) {
                weights[i] *= 1 - share;
            }
            weights[towards] += share;
            for (int j = 0; j < current.length; j++) {
                current[j] += share * (vertex[j] - current[j]);
            }
        }
        return weights;
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}
