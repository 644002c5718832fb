package org.ttt4j.select;

/** The candidates' own variance k_n(x, x). Thread-safe. */
final class VarianceObjective implements Objective {

    @Override
    public void values(Conditioning posterior, double[] values) {
        System.arraycopy(posterior.variances(), 0, values, 0, values.length);
    }
}
