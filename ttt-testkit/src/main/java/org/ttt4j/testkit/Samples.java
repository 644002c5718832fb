package org.ttt4j.testkit;

import java.util.List;
import java.util.SplittableRandom;
import org.ttt4j.api.EmbeddingBatch;

/** Data the contracts work on, the same in every run. Thread-safe. */
final class Samples {

    /** Texts of several lengths, scripts and subjects, no two alike. */
    static final List<String> TEXTS = List.of(
            "The harbour was quiet when the first boats came back with their nets full of herring.",
            "public static int add(int left, int right) { return left + right; }",
            "Stir the onions in butter over a low flame until they turn golden, then add the rice.",
            "A theorem is only as good as the proof that carries it.",
            "Die Brücke über den Fluss wurde im Herbst für drei Wochen gesperrt.",
            "Short.",
            "The committee adjourned at noon; minutes of the meeting will be distributed next week. Members who wish to"
                    + " correct the record should write to the secretary before Friday, naming the page and the line, so"
                    + " that the corrected text can be read out and approved when the committee meets again in April.",
            "東京の朝は早い。電車はもう満員だ。",
            "SELECT name, count(*) FROM visits GROUP BY name ORDER BY 2 DESC;",
            "Rain tomorrow, clearing in the evening, with a light wind from the west.",
            "1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89",
            "🙂 emoji and accents: café, naïve, Ångström");

    private Samples() {}

    /** Unit vectors in random directions, shape (rows, dimension). */
    static EmbeddingBatch unitVectors(int rows, int dimension, long seed) {
        float[] values = new float[rows * dimension];
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            double[] direction = new double[dimension];
            for (int i = 0; i < dimension; i++) {
                direction[i] = random.nextGaussian();
                squares += direction[i] * direction[i];
            }
            for (int i = 0; i < dimension; i++) {
                values[row * dimension + i] = (float) (direction[i] / Math.sqrt(squares));
            }
        }
        return EmbeddingBatch.of(rows, dimension, values);
    }

    /** Rows from inclusive to exclusive. */
    static EmbeddingBatch rows(EmbeddingBatch all, int from, int to) {
        int d = all.dimension();
        float[] part = new float[(to - from) * d];
        all.values().get(from * d, part);
        return EmbeddingBatch.of(to - from, d, part);
    }

    /** Largest difference between two vectors of equal length, over all components. */
    static double difference(float[] left, float[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("found lengths " + left.length + " and " + right.length);
        }
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            double one = Math.abs((double) left[i] - right[i]);
            largest = one > largest || Double.isNaN(one) ? one : largest;
        }
        return largest;
    }

    /** Squared Euclidean distance in float64. */
    static double squaredDistance(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            double one = (double) left[i] - right[i];
            sum += one * one;
        }
        return sum;
    }

    /** Inner product in float64. */
    static double innerProduct(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
