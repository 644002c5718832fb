package org.ttt4j.train.tf;

/**
 * Learning rate of each step: a linear warm-up, then constant, or falling in a straight line to zero. As Hugging Face's
 * {@code get_linear_schedule_with_warmup}, but the first step of a warm-up has a rate above zero. Thread-safe.
 *
 * @param peak largest learning rate, at least 0
 * @param warmup steps of the warm-up, at least 0
 * @param steps number of the last step with a rate above zero, more than warmup; 0 for a constant rate
 */
record Schedule(double peak, int warmup, int steps) {

    Schedule {
        if (!(peak >= 0) || warmup < 0 || steps < 0 || (steps > 0 && steps <= warmup)) {
            throw new IllegalArgumentException("found peak=" + peak + ", warmup=" + warmup + ", steps=" + steps
                    + ", wanted none negative and more steps than those of the warm-up");
        }
    }

    /** The same rate for every step. */
    static Schedule constant(double rate) {
        return new Schedule(rate, 0, 0);
    }

    /**
     * Learning rate of a step.
     *
     * @param number of the step, from 1
     */
    double rate(long number) {
        if (number <= warmup) {
            return peak * number / warmup;
        }
        return steps == 0 ? peak : peak * Math.max(0, steps - number + 1) / (steps - warmup);
    }
}
