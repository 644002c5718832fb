package org.ttt4j.select;

/** Columns k(., s) of the prior, each made once. Confined to one thread. */
final class KernelColumns {

    private final Prior prior;
    private final double[][] made; // (K,) of (K,) or null

    KernelColumns(Prior prior) {
        this.prior = prior;
        made = new double[prior.count()][];
    }

    /**
     * Makes a column that is not there yet, and along with it the one of the candidate of the largest value that is not
     * there either: reading all vectors is what takes the time.
     *
     * @param values shape (K,)
     */
    void make(int s, double[] values) {
        if (made[s] != null) {
            return;
        }
        made[s] = new double[made.length];
        int next = -1;
        for (int i = 0; i < made.length; i++) {
            if (made[i] == null && (next < 0 || values[i] > values[next])) {
                next = i;
            }
        }
        if (next < 0) {
            prior.column(s, made[s]);
        } else {
            made[next] = new double[made.length];
            prior.columns(s, next, made[s], made[next]);
        }
    }

    /**
     * Copies a column.
     *
     * @param into shape (K,)
     */
    void copy(int s, double[] into) {
        if (made[s] == null) {
            made[s] = new double[made.length];
            prior.column(s, made[s]);
        }
        System.arraycopy(made[s], 0, into, 0, into.length);
    }
}
