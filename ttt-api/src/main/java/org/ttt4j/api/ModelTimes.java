package org.ttt4j.api;

import java.util.List;

/** The words of {@link Models#measure Models.measure}. Thread-safe. */
public final class ModelTimes {

    private ModelTimes() {}

    /**
     * What is measured. Every length is warmed up by one untimed round.
     *
     * @param tokens lengths of one sequence, each at least 1 predicted token
     * @param rounds how often each is measured, at least 1
     */
    public record Plan(List<Integer> tokens, int rounds) {
        /**
         * Refuses a plan that measures nothing.
         *
         * @param tokens at least one length, each at least 1; copied
         * @param rounds at least 1
         */
        public Plan {
            tokens = List.copyOf(tokens);
            if (tokens.isEmpty() || tokens.stream().anyMatch(t -> t < 1) || rounds < 1) {
                throw new IllegalArgumentException("found tokens " + tokens + " and " + rounds
                        + " rounds, wanted at least one length, positive, and at least one round");
            }
        }
    }

    /**
     * What came out.
     *
     * @param parameters weights of the model, tied ones once
     * @param trained how many numbers a step moves
     * @param threads of the kernels
     * @param loadSeconds from opening the files to weights in use
     * @param productGflops 10^9 float32 operations per second of one large matrix product in the same JVM with the same
     *     threads, at best: the limit to compare with
     * @param lengths by number of tokens, in the order of the plan
     */
    public record Report(
            long parameters,
            long trained,
            int threads,
            double loadSeconds,
            double productGflops,
            List<Length> lengths) {
        /**
         * Copies the list.
         *
         * @param parameters of the model
         * @param trained numbers that a step moves
         * @param threads at least 1
         * @param loadSeconds at least 0
         * @param productGflops above 0
         * @param lengths copied
         */
        public Report {
            lengths = List.copyOf(lengths);
        }
    }

    /**
     * Seconds of each round, in order, for one sequence.
     *
     * @param tokens predicted tokens
     * @param forward losses of all tokens
     * @param forwardBackward the same, every gradient and their global norm
     * @param step the same, clipping and the optimizer's update
     * @param firstStep a step right after a reset, which copies the weights that it moves
     * @param reset back to the base weights
     * @param peakBytes largest resident set of the process in these rounds, 0 if the system does not tell
     */
    public record Length(
            int tokens,
            List<Double> forward,
            List<Double> forwardBackward,
            List<Double> step,
            List<Double> firstStep,
            List<Double> reset,
            long peakBytes) {
        /**
         * Copies the lists.
         *
         * @param tokens at least 1
         * @param forward copied
         * @param forwardBackward copied
         * @param step copied
         * @param firstStep copied
         * @param reset copied
         * @param peakBytes 0 if not known
         */
        public Length {
            forward = List.copyOf(forward);
            forwardBackward = List.copyOf(forwardBackward);
            step = List.copyOf(step);
            firstStep = List.copyOf(firstStep);
            reset = List.copyOf(reset);
        }
    }
}
