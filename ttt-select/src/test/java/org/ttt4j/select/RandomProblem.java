package org.ttt4j.select;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Selector;

/** A small problem: some candidates repeat others, some are zero, lengths differ. */
final class RandomProblem {

    private final float[][] queries;
    private final float[][] candidates;
    private final double lambda;

    RandomProblem(float[][] queries, float[][] candidates, double lambda) {
        this.queries = queries;
        this.candidates = candidates;
        this.lambda = lambda;
    }

    static RandomProblem of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int d = 1 + random.nextInt(6);
        float[][] queries = new float[1 + random.nextInt(3)][];
        float[][] candidates = new float[1 + random.nextInt(12)][];
        for (int q = 0; q < queries.length; q++) {
            queries[q] = vector(random, d, 1);
        }
        for (int i = 0; i < candidates.length; i++) {
            candidates[i] = switch (random.nextInt(6)) {
                case 0 -> new float[d];
                case 1 -> i > 0 ? candidates[random.nextInt(i)] : vector(random, d, 1);
                default -> vector(random, d, 0.2 + 2 * random.nextDouble());
            };
        }
        return new RandomProblem(queries, candidates, Math.pow(10, -3 + 4 * random.nextDouble()));
    }

    private static float[] vector(SplittableRandom random, int d, double length) {
        float[] vector = new float[d];
        for (int j = 0; j < d; j++) {
            vector[j] = (float) (length * random.nextGaussian() / Math.sqrt(d));
        }
        return vector;
    }

    float[][] queries() {
        return queries;
    }

    float[][] candidates() {
        return candidates;
    }

    double lambda() {
        return lambda;
    }

    double prior() {
        return DenseOracle.posteriorVariance(queries, new float[0][], lambda);
    }

    double posterior(int[] chosen) {
        float[][] picks = Arrays.stream(chosen).mapToObj(i -> candidates[i]).toArray(float[][]::new);
        return DenseOracle.posteriorVariance(queries, picks, lambda);
    }

    Selector.Request request(int budget) {
        return Selector.Request.of(batch(queries), batch(candidates), budget);
    }

    static EmbeddingBatch batch(float[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
        }
        return EmbeddingBatch.of(rows.length, rows[0].length, values);
    }
}
