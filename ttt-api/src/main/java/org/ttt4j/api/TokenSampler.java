package org.ttt4j.api;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses the next token as {@link GenerateOptions} say, in the order of Hugging Face's {@code generate}; in float64
 * from float32 logits. Of equally likely tokens the lowest ids stay eligible. The same options and logits give the same
 * tokens. Confined to one thread.
 */
public final class TokenSampler {

    private final GenerateOptions options;
    private final SplittableRandom random;

    /**
     * A sampler that begins with the options' seed.
     *
     * @param options all but {@code maxTokens} and {@code stop} are used
     */
    public TokenSampler(GenerateOptions options) {
        this.options = options;
        this.random = new SplittableRandom(options.seed());
    }

    /**
     * The next token.
     *
     * @param logits one per token, shape (vocabulary,); negative infinity for what cannot be
     * @param seen tokens of the text so far
     * @param count how many of them there are
     * @return id in [0, vocabulary); of equally likely ones the lowest at temperature 0
     * @throws IllegalArgumentException if the largest logit is not finite
     */
    public int next(float[] logits, int[] seen, int count) {
        double[] scores = new double[logits.length];
        Arrays.setAll(scores, i -> logits[i]);
        if (options.repetitionPenalty() != 1) {
            IntStream.of(seen).limit(count).distinct().forEach(id -> {
                scores[id] = scores[id] < 0
                        ? scores[id] * options.repetitionPenalty()
                        : scores[id] / options.repetitionPenalty();
            });
        }
        int best = 0;
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("found a logit of NaN, wanted numbers");
            }
            best = scores[i] > scores[best] ? i : best;
        }
        if (Double.isInfinite(scores[best])) {
            throw new IllegalArgumentException("found a largest logit of " + scores[best] + ", wanted a finite one");
        }
        return options.temperature() == 0 ? best : drawn(weights(scores, scores[best]));
    }

    /** Relative probabilities of what is eligible, 0 of what is not. */
    private double[] weights(double[] scores, double largest) {
        double smallest = Double.NEGATIVE_INFINITY;
        if (options.topK() > 0 && options.topK() < scores.length) {
            double[] sorted = scores.clone();
            Arrays.sort(sorted);
            smallest = sorted[sorted.length - options.topK()];
        }
        double[] weights = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            // Relative to the most likely one, which keeps its weight 1 however low the temperature is.
            weights[i] = scores[i] >= smallest ? Math.exp((scores[i] - largest) / options.temperature()) : 0;
            sum += weights[i];
        }
        if (options.topP() < 1) {
            cutTail(weights, (1 - options.topP()) * sum);
        }
        return weights;
    }

    /** From the least likely token on, drops those that together have at most this weight, but never the last one. */
    private static void cutTail(double[] weights, double tail) {
        double[] ascending = weights.clone();
        Arrays.sort(ascending);
        int kept = 0;
        for (double sum = 0; kept + 1 < ascending.length && sum + ascending[kept] <= tail; kept++) {
            sum += ascending[kept];
        }
        double smallest = ascending[kept];
        int equals = 0; // to be dropped among those as likely as the smallest that stays
        for (int i = kept - 1; i >= 0 && ascending[i] == smallest; i--) {
            equals++;
        }
        for (int i = weights.length - 1; i >= 0; i--) {
            if (weights[i] < smallest || (weights[i] == smallest && equals-- > 0)) {
                weights[i] = 0;
            }
        }
    }

    private int drawn(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last; // rounding left a little over
    }
}
