package org.ttt4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;

/**
 * A selector to plant bugs in: greedy variance minimisation over the full covariance of queries and candidates, (m + K)
 * squared, conditioned pick by pick. Thread-safe.
 */
class GreedySelector implements Selector {

    private static final double LAMBDA = 0.01;

    @Override
    public Selection select(Request request) {
        check(request);
        int m = request.query().rows();
        double[][] k = covariance(request.query(), request.vectors());
        List<Pick> picks = new ArrayList<>();
        while (picks.size() < request.budget() && k.length > m) {
            int best = m;
            for (int i = m; i < k.length; i++) {
                best = gain(k, m, i) > gain(k, m, best) ? i : best;
            }
            k = conditioned(k, best);
            double variance = 0;
            for (int q = 0; q < m; q++) {
                variance += Math.max(0, k[q][q]);
            }
            long id = request.candidates().get(best - m).id();
            picks.add(new Pick(id, Math.sqrt(variance)));
        }
        return new Selection(picks);
    }

    void check(Request request) {
        Finite.require(request.query(), request.query().dimension(), "query");
        Finite.require(request.vectors(), request.query().dimension(), "vectors");
    }

    double gain(double[][] k, int m, int i) {
        double gain = 0;
        for (int q = 0; q < m; q++) {
            gain += k[q][i] * k[q][i] / (Math.max(0, k[i][i]) + LAMBDA);
        }
        return gain;
    }

    private static double[][] conditioned(double[][] k, int pick) {
        double[][] next = new double[k.length][k.length];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k.length; j++) {
                next[i][j] = k[i][j] - k[i][pick] * k[pick][j] / (Math.max(0, k[pick][pick]) + LAMBDA);
            }
        }
        return next;
    }

    private static double[][] covariance(EmbeddingBatch query, EmbeddingBatch vectors) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < query.rows(); i++) {
            rows.add(query.row(i));
        }
        for (int i = 0; i < vectors.rows(); i++) {
            rows.add(vectors.row(i));
        }
        double[][] k = new double[rows.size()][rows.size()];
        for (int i = 0; i < k.length; i++) {
            for (int j = 0; j < k.length; j++) {
                k[i][j] = Samples.innerProduct(rows.get(i), rows.get(j));
            }
        }
        return k;
    }
}
