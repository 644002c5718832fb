package org.ttt4j.train.tf;

import java.util.Optional;

/**
 * What a session counts while it trains. Thread-safe.
 *
 * @param optimizerSteps steps since the moments were zero
 * @param steps since the reset, for the schedule
 * @param counted steps reported since the reset
 * @param passes training passes since the reset, for dropout
 * @param held gradients held for a step to come
 * @param moved whether anything has moved since the reset
 * @param stopping losses of texts
 */
record Counters(
        long optimizerSteps, long steps, int counted, int passes, int held, boolean moved, Stopping.State stopping) {

    private static final int PARTS = 9;

    Counters {
        if (optimizerSteps < 0 || steps < 0 || counted < 0 || passes < 0 || held < 0 || stopping.since() < 0) {
            throw new IllegalArgumentException("found counters below zero, wanted none");
        }
    }

    /** All of them in one line. */
    String line() {
        return optimizerSteps + " " + steps + " " + counted + " " + passes + " " + held + " " + moved + " "
                + stopping.lowest() + " " + stopping.since() + " " + stopping.stopped();
    }

    /** Reads such a line; empty if it is none. */
    static Optional<Counters> parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Counters(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]),
                    Integer.parseInt(parts[4]),
                    Boolean.parseBoolean(parts[5]),
                    new Stopping.State(
                            Double.parseDouble(parts[6]), Integer.parseInt(parts[7]), Boolean.parseBoolean(parts[8]))));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
