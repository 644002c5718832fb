package org.ttt4j.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/**
 * One place of a text: the token that stands there, and the likeliest ones that could. Thread-safe.
 *
 * @param token that stands there
 * @param best the likeliest tokens, likeliest first and of equally likely ones the lowest id first, all with the token's
 *     offset; the token itself only if it is one of them, and then with the same log-probability. Empty where none were
 *     asked for, or the trainer cannot tell
 */
public record TokenRanking(TokenScore token, List<TokenScore> best) {

    /**
     * Refuses a wrong order.
     *
     * @param token not null
     * @param best likeliest first
     */
    public TokenRanking {
        Objects.requireNonNull(token, "token");
        best = List.copyOf(best);
        for (int i = 1; i < best.size(); i++) {
            if (best.get(i).logProbability() > best.get(i - 1).logProbability()) {
                throw new IllegalArgumentException(
                        "found " + best.get(i) + " behind " + best.get(i - 1) + ", wanted the likeliest token first");
            }
        }
    }

    /**
     * Ranks tokens by the logits from which one was drawn: log softmax in float64, without temperature or penalties.
     *
     * @param logits one per token, shape (vocabulary,); negative infinity for what cannot be
     * @param id of the token that stands there, in [0, vocabulary)
     * @param most how many of the likeliest ones, at least 0; there are never more than the vocabulary has
     * @param byteOffset where they begin, at least 0
     * @param text what an id stands for
     * @return the token with the likeliest ones
     * @throws IllegalArgumentException if a logit is NaN, or the largest or the token's own is not finite
     */
    public static TokenRanking of(float[] logits, int id, int most, long byteOffset, IntFunction<String> text) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit); // NaN stays
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        double normalizer = largest + Math.log(sum);
        List<TokenScore> best = new ArrayList<>();
        for (int one : likeliest(logits, most)) {
            best.add(score(one, text, byteOffset, logits[one] - normalizer));
        }
        return new TokenRanking(score(id, text, byteOffset, logits[id] - normalizer), best);
    }

    private static TokenScore score(int id, IntFunction<String> text, long byteOffset, double logProbability) {
        if (!Double.isFinite(logProbability)) {
            throw new IllegalArgumentException(
                    "found a log-probability of " + logProbability + " of token " + id + ", wanted a finite one");
        }
        return new TokenScore(id, text.apply(id), byteOffset, Math.min(0, logProbability)); // rounding
    }

    /** Ids of the largest finite logits, largest first, the lower id first among equals. */
    private static List<Integer> likeliest(float[] logits, int most) {
        Comparator<Integer> better =
                Comparator.<Integer>comparingDouble(one -> -logits[one]).thenComparingInt(one -> one);
        PriorityQueue<Integer> kept = new PriorityQueue<>(better.reversed()); // the worst of them first
        for (int id = 0; id < logits.length && most > 0; id++) {
            if (logits[id] > Float.NEGATIVE_INFINITY && (kept.size() < most || logits[id] > logits[kept.element()])) {
                kept.add(id);
                if (kept.size() > most) {
                    kept.remove();
                }
            }
        }
        List<Integer> ordered = new ArrayList<>(kept);
        ordered.sort(better);
        return ordered;
    }
}
