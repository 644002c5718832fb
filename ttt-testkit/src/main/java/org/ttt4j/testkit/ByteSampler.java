package org.ttt4j.testkit;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ttt4j.api.GenerateOptions;

/** Chooses the next token from a distribution. Confined to one thread. */
final class ByteSampler {

    private final GenerateOptions options;
    private final SplittableRandom random;

    ByteSampler(GenerateOptions options) {
        this.options = options;
        this.random = new SplittableRandom(options.seed());
    }

    /** The most likely token at temperature 0, else one drawn from the topK most likely; ties go to the lowest. */
    int next(double[] distribution) {
        int[] ranked = IntStream.range(0, distribution.length)
                .boxed()
                .sorted((a, b) -> Double.compare(distribution[b], distribution[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        if (options.temperature() == 0) {
            return ranked[0];
        }
        int eligible = options.topK() == 0 ? ranked.length : Math.min(options.topK(), ranked.length);
        double[] weights = new double[eligible];
        double sum = 0;
        for (int i = 0; i < eligible; i++) {
            // relative to the most likely one, which keeps its weight 1 however low the temperature is
            double odds = Math.log(distribution[ranked[i]] / distribution[ranked[0]]);
            weights[i] = Math.exp(odds / options.temperature());
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < eligible - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return ranked[i];
            }
        }
        return ranked[eligible - 1];
    }
}
