package org.ttt4j.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ttt4j.api.Neighbor;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/**
 * The model's probabilities mixed with those of the neighbours' unigram models: p = (1 - a) p_model + a sum_i w_i u_i, where
 * w is the softmax of the neighbours' similarities and u_i the share of each token in neighbour i (the interpolation
 * baseline of Hardt &amp; Sun, arXiv 2305.18466). Thread-safe.
 *
 * @param model natural logarithm of each token's probability under the model, in order
 * @param unigram probability of each token under the neighbours, at each count above 0
 * @param base score of the model alone
 */
record Interpolation(List<Double> model, List<List<Double>> unigram, Score base) {

    /** Weights a that are tried: TTT-NN's, and some beyond. */
    static final List<Double> WEIGHTS = weights();

    Interpolation {
        model = List.copyOf(model);
        unigram = List.copyOf(unigram);
    }

    private static List<Double> weights() {
        List<Double> weights = new ArrayList<>();
        for (int percent = 0; percent <= 50; percent += percent < 20 ? 1 : 5) {
            weights.add(percent / 100.0);
        }
        return List.copyOf(weights);
    }

    /**
     * Looks at a document.
     *
     * @param neighbors nearest first, with the texts in the same order
     * @param counts the first 0
     */
    static Interpolation of(
            Trainer.Session session,
            String text,
            Score base,
            List<Neighbor> neighbors,
            List<String> texts,
            List<Integer> counts,
            RunControl control) {
        List<TokenScore> tokens = session.scoreTokens(text, control);
        List<Map<Integer, Double>> shares =
                texts.stream().map(one -> shares(session.online().tokens(one))).toList();
        List<List<Double>> unigram = new ArrayList<>();
        for (int count : counts.subList(1, counts.size())) {
            int used = Math.min(count, shares.size());
            double[] weights = softmax(neighbors.subList(0, used));
            unigram.add(tokens.stream()
                    .map(token -> {
                        double sum = 0;
                        for (int i = 0; i < used; i++) {
                            sum += weights[i] * shares.get(i).getOrDefault(token.id(), 0.0);
                        }
                        return sum;
                    })
                    .toList());
        }
        return new Interpolation(tokens.stream().map(TokenScore::logProbability).toList(), unigram, base);
    }

    private static Map<Integer, Double> shares(int[] tokens) {
        Map<Integer, Double> shares = new HashMap<>();
        for (int token : tokens) {
            shares.merge(token, 1.0 / tokens.length, Double::sum);
        }
        return shares;
    }

    private static double[] softmax(List<Neighbor> neighbors) {
        double most = neighbors.stream().mapToDouble(Neighbor::similarity).max().orElse(0);
        double[] weights = neighbors.stream()
                .mapToDouble(one -> Math.exp(one.similarity() - most))
                .toArray();
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /**
     * Bits of the document.
     *
     * @param place of the count among those above 0
     * @param weight a, in [0, 1)
     */
    double bits(int place, double weight) {
        if (weight == 0 || unigram.get(place).isEmpty()) {
            return base.bits();
        }
        double nats = 0;
        for (int i = 0; i < model.size(); i++) {
            nats -= Math.log((1 - weight) * Math.exp(model.get(i))
                    + weight * unigram.get(place).get(i));
        }
        return nats / Math.log(2);
    }

    /** The weight with the fewest bits over all documents at a count; the smallest of equals. */
    static double best(List<Interpolation> documents, int place) {
        double best = 0;
        double fewest = Double.POSITIVE_INFINITY;
        for (double weight : WEIGHTS) {
            double bits = documents.stream()
                    .mapToDouble(document -> document.bits(place, weight))
                    .sum();
            if (bits < fewest) {
                best = weight;
                fewest = bits;
            }
        }
        return best;
    }
}
