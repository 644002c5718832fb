package org.ttt4j.testkit;

import java.util.Arrays;
import org.ttt4j.api.BackendException;

/**
 * Log-linear model of the next token given the preceding ones, over the 256 bytes and an end-of-text token:
 *
 * <pre>p(v | h) = softmax_v( sum over o = 0 .. order of W[row(last o tokens of h)][v] )</pre>
 *
 * <p>A maximum-entropy n-gram model (Rosenfeld, Computer Speech and Language 10, 1996) whose contexts are hashed into a
 * fixed number of rows. Trained by Adagrad (Duchi, Hazan, Singer, JMLR 12, 2011) with sums of squares that start at 1,
 * so that a row moves little by its first few examples and less the more it has seen. Confined to one thread.
 */
class ByteModel {

    static final int END = 256;
    static final int VOCABULARY = 257;

    private final int order;
    private final int buckets;
    private final double learningRate;
    private final float[] weights; // W, (1 + buckets, 257)
    private final float[] squares; // Adagrad's sums of squared gradients, like W
    private final ByteGradient gradient;
    private final float[] logits = new float[VOCABULARY];
    private final double[] probabilities = new double[VOCABULARY];
    private double logNormalizer;

    ByteModel(BytesSettings settings) {
        order = settings.order();
        buckets = settings.buckets();
        learningRate = settings.learningRate();
        weights = new float[(1 + buckets) * VOCABULARY];
        squares = new float[weights.length];
        Arrays.fill(squares, 1);
        gradient = new ByteGradient(1 + buckets);
    }

    /** Makes weights and optimizer state equal to those of another model of the same settings, bit for bit. */
    void copyFrom(ByteModel other) {
        System.arraycopy(other.weights, 0, weights, 0, weights.length);
        System.arraycopy(other.squares, 0, squares, 0, squares.length);
    }

    float[] weights() {
        return weights;
    }

    /** Adagrad's sums of squared gradients, like the weights. */
    float[] squares() {
        return squares;
    }

    /** w += share (w0 - w), exactly w0 for a share of 1. */
    void decayTowards(ByteModel other, double share) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] = share == 1
                    ? other.weights[i]
                    : (float) (weights[i] + share * ((double) other.weights[i] - weights[i]));
        }
    }

    /**
     * Distribution of the token at {@code at}, given those from {@code start} on.
     *
     * @return shape (257,), valid until the next call
     */
    double[] predict(int[] tokens, int start, int at) {
        int longest = Math.min(order, at - start);
        Arrays.fill(logits, 0);
        for (int o = 0; o <= longest; o++) {
            int row = row(tokens, at, o) * VOCABULARY;
            for (int v = 0; v < VOCABULARY; v++) {
                logits[v] += weights[row + v];
            }
        }
        float largest = logits[0];
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int v = 0; v < VOCABULARY; v++) {
            probabilities[v] = Math.exp((double) logits[v] - largest);
            sum += probabilities[v];
        }
        for (int v = 0; v < VOCABULARY; v++) {
            probabilities[v] /= sum;
        }
        logNormalizer = largest + Math.log(sum);
        return probabilities;
    }

    /** -ln p of a token in the last prediction; finite also where p itself rounds to 0. */
    double surprise(int token) {
        return logNormalizer - logits[token];
    }

    /** Negative log-likelihood in nats of the tokens [from, to), each given those from {@code start} on. */
    double loss(int[] tokens, int start, int from, int to) {
        double loss = 0;
        for (int at = from; at < to; at++) {
            predict(tokens, start, at);
            loss += surprise(tokens[at]);
        }
        return loss;
    }

    /**
     * Gradient of {@link #loss}: for every row that a token's context touches, the distribution minus one at the token.
     *
     * @param into where it is added
     * @return the loss in nats, summed over to - from tokens
     */
    double gradient(int[] tokens, int start, int from, int to, ByteGradient into) {
        double loss = 0;
        for (int at = from; at < to; at++) {
            double[] p = predict(tokens, start, at);
            loss += surprise(tokens[at]);
            for (int o = 0; o <= Math.min(order, at - start); o++) {
                into.add(row(tokens, at, o), p, tokens[at]);
            }
        }
        return loss;
    }

    /** One Adagrad step on the summed loss of the chunk [start, to), whose first token is not predicted. */
    double step(int[] tokens, int start, int to) {
        return step(tokens, start, start + 1, to);
    }

    /**
     * One Adagrad step on the summed loss of the tokens [from, to), each given those from {@code start} on.
     *
     * @return mean loss per predicted token in nats, before the step
     * @throws BackendException if the loss is not finite
     */
    double step(int[] tokens, int start, int from, int to) {
        gradient.clear();
        double loss = gradient(tokens, start, from, to, gradient) / (to - from);
        if (!Double.isFinite(loss)) {
            throw new BackendException(
                    BytesTrainerProvider.ID,
                    "found a loss of " + loss + ", wanted a finite one: lower ttt.trainer.bytes.learning-rate");
        }
        gradient.forEachRow((row, values, offset) -> {
            int first = row * VOCABULARY;
            for (int v = 0; v < VOCABULARY; v++) {
                float g = values[offset + v];
                squares[first + v] += g * g;
                weights[first + v] -= (float) (learningRate * g / Math.sqrt(squares[first + v]));
            }
        });
        return loss;
    }

    /** Row of the context that is the {@code o} tokens before {@code at}; row 0 is the empty context. */
    private int row(int[] tokens, int at, int o) {
        if (o == 0) {
            return 0;
        }
        long hash = o;
        for (int i = at - o; i < at; i++) {
            hash = (hash + tokens[i] + 1) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return 1 + (int) Long.remainderUnsigned(hash, buckets);
    }
}
