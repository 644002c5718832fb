package org.ttt4j.train.tf;

/**
 * Linear warm-up, then a cosine from the peak to a floor. Thread-safe.
 *
 * @param peak largest learning rate
 * @param warmup steps of the warm-up
 * @param floor smallest learning rate as a share of the peak
 */
record CosineSchedule(double peak, int warmup, double floor) {

    /**
     * Learning rate of a step.
     *
     * @param step from 0
     * @param fraction share of the budget used, in [0, 1]
     */
    double rate(long step, double fraction) {
        double rising = Math.min(1, (step + 1.0) / Math.max(1, warmup));
        double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, fraction)));
        return peak * rising * (floor + (1 - floor) * cosine);
    }
}
