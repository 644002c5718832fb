package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IdSet;
import org.ttt4j.api.Metric;
import org.ttt4j.api.RunControl;

class IndexTuningTests {

    @Test
    void cheapestSufficientChoiceIsFound() {
        Map<String, List<String>> candidates =
                Map.of("lists", List.of("1", "2", "4", "8", "16"), "factor", List.of("1", "2", "3"));
        IndexTuning tuning = new IndexTuning(0.9, candidates, values -> {
            int lists = Integer.parseInt(values.get("lists"));
            int factor = Integer.parseInt(values.get("factor"));
            return new TuningPoint(values, Math.min(1, 0.05 * lists + 0.2 * factor), 1, lists + 3 * factor);
        });
        tuning.run();
        // 0.9 needs 14 lists with 1, 10 with 2, 6 with 3: that is 16 + 3, 16 + 6 or 8 + 9.
        assertThat(tuning.cheapest().orElseThrow().values()).isEqualTo(Map.of("lists", "8", "factor", "3"));
        assertThat(tuning.points())
                .hasSizeLessThan(15)
                .isSortedAccordingTo((one, other) -> Double.compare(one.recall(), other.recall()));
    }

    @Test
    void unreachableRecallIsReportedWithTheBest() {
        IndexTuning tuning = new IndexTuning(
                0.99,
                Map.of("nprobe", List.of("1", "2", "4")),
                values -> new TuningPoint(values, 0.2 * Integer.parseInt(values.get("nprobe")), 1, 1));
        tuning.run();
        assertThat(tuning.cheapest()).isEmpty();
        assertThat(tuning.points()).last().satisfies(point -> assertThat(point.values())
                .isEqualTo(Map.of("nprobe", "4")));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void scanFindsTheNearestWithoutThemselves(Metric metric) {
        int d = 7;
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[400 * d];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        EmbeddingBatch vectors = EmbeddingBatch.of(400, d, values);
        long[] own = {0, 17, 399};
        float[] queries = new float[own.length * d];
        for (int i = 0; i < own.length; i++) {
            System.arraycopy(values, (int) own[i] * d, queries, i * d, d);
        }
        NearestByScan scan = new NearestByScan(
                (from, rows) ->
                        EmbeddingBatch.of(rows, d, Arrays.copyOfRange(values, (int) from * d, ((int) from + rows) * d)),
                400,
                metric,
                9);
        List<long[]> found =
                scan.of(EmbeddingBatch.of(own.length, d, queries), own, IdSet.of(5, 6), RunControl.silent());
        for (int i = 0; i < own.length; i++) {
            int query = (int) own[i];
            assertThat(found.get(i))
                    .containsExactlyInAnyOrder(IntStream.range(0, 400)
                            .filter(id -> id != query && id != 5 && id != 6)
                            .boxed()
                            .sorted((one, other) -> Double.compare(
                                    distance(vectors, query, one, metric), distance(vectors, query, other, metric)))
                            .limit(9)
                            .mapToLong(Integer::longValue)
                            .toArray());
        }
    }

    private static double distance(EmbeddingBatch vectors, int one, int other, Metric metric) {
        double sum = 0;
        for (int i = 0; i < vectors.dimension(); i++) {
            double x = vectors.row(one)[i];
            double y = vectors.row(other)[i];
            sum += metric == Metric.L2 ? (x - y) * (x - y) : -x * y;
        }
        return sum;
    }
}
