package org.ttt4j.select;

/** What is known of the query rows after noisy observations of candidates. Confined to one thread. */
interface Posterior {

    /** Observes a candidate, once more if it was observed before. */
    void observe(int candidate);

    /** Sum of the query rows' variances given all observations, at least 0. */
    double queryVariance();
}
