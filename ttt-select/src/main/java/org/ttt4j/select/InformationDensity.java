package org.ttt4j.select;

/** Scores of {@code information-density}, see its provider. Thread-safe. */
final class InformationDensity {

    private InformationDensity() {}

    /** Uncertainty of each candidate times the power of its mean cosine with the query rows, shape (K,). */
    static double[] of(Problem problem, DensitySettings settings) {
        Prior prior = problem.prior();
        double[] scores = settings.head()
                .map(head ->
                        entropies(problem.candidates(), Points.of(head, false, "head", new Spare()), settings.scale()))
                .orElseGet(prior::variances);
        double[] cosines = meanCosines(problem);
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= Math.signum(cosines[i]) * Math.pow(Math.abs(cosines[i]), settings.beta());
        }
        return scores;
    }

    private static double[] meanCosines(Problem problem) {
        double[] sums = new double[problem.count()];
        double[] products = new double[problem.count()];
        for (int q = 0; q < problem.queries().count(); q++) {
            problem.candidates().columns().times(problem.queries().row(q), products);
            for (int i = 0; i < sums.length; i++) {
                double lengths = Math.sqrt(problem.queries().squaredLengths()[q]
                        * problem.candidates().squaredLengths()[i]);
                sums[i] +=
                        lengths > 0 ? products[i] / lengths / problem.queries().count() : 0;
            }
        }
        return sums;
    }

    /** Entropy in nats of softmax(scale W x), shape (K,). */
    private static double[] entropies(Points candidates, Points head, double scale) {
        if (head.dimension() != candidates.dimension()) {
            throw new IllegalArgumentException("found a head of dimension " + head.dimension()
                    + ", wanted that of the candidates, " + candidates.dimension());
        }
        double[][] logits = new double[head.count()][candidates.count()];
        for (int c = 0; c < logits.length; c++) {
            candidates.columns().times(head.row(c), logits[c]);
        }
        double[] entropies = new double[candidates.count()];
        for (int i = 0; i < entropies.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double[] logit : logits) {
                largest = Math.max(largest, scale * logit[i]);
            }
            double total = 0;
            double weighted = 0;
            for (double[] logit : logits) {
                double shifted = scale * logit[i] - largest;
                total += Math.exp(shifted);
                weighted += shifted * Math.exp(shifted);
            }
            entropies[i] = Math.log(total) - weighted / total; // 0 log 0 never arises: the largest term is exp(0)
        }
        return entropies;
    }
}
