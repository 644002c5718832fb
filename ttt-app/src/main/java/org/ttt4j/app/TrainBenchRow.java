package org.ttt4j.app;

import java.util.List;
import org.ttt4j.api.ModelTimes;

/**
 * How fast a model is at one length, as JSON has it: medians of the rounds. Thread-safe.
 *
 * @param adaptation what is trained, empty where the trainer has no such key
 * @param threads of the kernels
 * @param tokens predicted tokens of the sequence
 * @param parameters weights of the model
 * @param trained numbers that a step moves
 * @param loadSeconds from files to weights in use
 * @param forwardSeconds of the losses of all tokens
 * @param forwardBackwardSeconds of these, all gradients and their norm
 * @param stepSeconds of these, clipping and the optimizer's update
 * @param firstStepSeconds of a step right after a reset, which copies the weights
 * @param resetSeconds back to the base weights
 * @param stepTokensPerSecond tokens / stepSeconds
 * @param forwardTokensPerSecond tokens / forwardSeconds
 * @param forwardBackwardTokensPerSecond tokens / forwardBackwardSeconds
 * @param stepGflops 10^9 operations per second of a step of all weights, 6 parameters tokens / stepSeconds; NaN where only
 *     a part is trained
 * @param productGflops what one large matrix product reaches
 * @param shareOfLimit stepGflops / productGflops
 * @param peakBytes largest resident set, 0 if unknown
 */
record TrainBenchRow(
        String adaptation,
        int threads,
        int tokens,
        long parameters,
        long trained,
        double loadSeconds,
        double forwardSeconds,
        double forwardBackwardSeconds,
        double stepSeconds,
        double firstStepSeconds,
        double resetSeconds,
        double stepTokensPerSecond,
        double forwardTokensPerSecond,
        double forwardBackwardTokensPerSecond,
        double stepGflops,
        double productGflops,
        double shareOfLimit,
        long peakBytes) {

    /** A row per length. */
    static List<TrainBenchRow> of(String adaptation, ModelTimes.Report report) {
        return report.lengths().stream()
                .map(length -> of(adaptation, report, length))
                .toList();
    }

    private static TrainBenchRow of(String adaptation, ModelTimes.Report report, ModelTimes.Length length) {
        double step = median(length.step());
        double forward = median(length.forward());
        double forwardBackward = median(length.forwardBackward());
        double gflops = report.trained() == report.parameters()
                ? 6.0 * report.parameters() * length.tokens() / step / 1e9
                : Double.NaN;
        return new TrainBenchRow(
                adaptation,
                report.threads(),
                length.tokens(),
                report.parameters(),
                report.trained(),
                report.loadSeconds(),
                forward,
                forwardBackward,
                step,
                median(length.firstStep()),
                median(length.reset()),
                length.tokens() / step,
                length.tokens() / forward,
                length.tokens() / forwardBackward,
                gflops,
                report.productGflops(),
                gflops / report.productGflops(),
                length.peakBytes());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
