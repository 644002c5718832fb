package org.ttt4j.train.tf;

/** Whether training has gone on long enough, by the losses of the texts so far. Confined to one thread. */
final class Stopping {

    private final Rule rule;
    private double lowest = Double.POSITIVE_INFINITY;
    private int since;
    private boolean stopped;

    /**
     * When to stop.
     *
     * @param loss of a text in nats per token at which it is enough, 0 for never
     * @param patience texts in a row whose loss is not the lowest yet, 0 for any number
     */
    record Rule(double loss, int patience) {

        /** Goes on for ever. */
        static final Rule NEVER = new Rule(0, 0);

        Rule {
            if (!(loss >= 0) || patience < 0) {
                throw new IllegalArgumentException(
                        "found a loss of " + loss + " and a patience of " + patience + ", wanted both at least 0");
            }
        }
    }

    Stopping(Rule rule) {
        this.rule = rule;
    }

    /** Takes note of the mean loss of a text. */
    void after(double loss) {
        since = loss < lowest ? 0 : since + 1;
        lowest = Math.min(lowest, loss);
        stopped |= (rule.loss() > 0 && loss <= rule.loss()) || (rule.patience() > 0 && since >= rule.patience());
    }

    boolean stopped() {
        return stopped;
    }

    /** What was noted so far. */
    State state() {
        return new State(lowest, since, stopped);
    }

    /** Goes on from there. */
    void restore(State state) {
        lowest = state.lowest();
        since = state.since();
        stopped = state.stopped();
    }

    /**
     * What is known of the losses so far.
     *
     * @param lowest loss, infinite before the first
     * @param since texts since it was found
     * @param stopped whether it is enough
     */
    record State(double lowest, int since, boolean stopped) {}

    /** Forgets all losses. */
    void reset() {
        lowest = Double.POSITIVE_INFINITY;
        since = 0;
        stopped = false;
    }
}
