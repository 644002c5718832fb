package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTests {

    /**
     * Two groups A and B give AA, AB, BA and BB with equal chance: a quarter each lies at either end, more than 5%, so
     * both quantiles are the ratios of a single group, whatever the seed.
     */
    @Test
    void twoGroupsGiveTheRatiosOfEachAlone() {
        List<DocumentResult.Scored> results = List.of(
                Results.scored(0, "d", "a#0", 100, 300, 250, 200), // A: 3 bits per byte, then 66.7%
                Results.scored(1, "d", "a#1", 100, 100, 50, 20), // A: in all 400, 300, 220 over 200 bytes
                Results.scored(2, "d", "b#0", 400, 1000, 900, 800)); // B
        for (long seed = 0; seed < 20; seed++) {
            Bootstrap.Intervals intervals = Bootstrap.of(results, 3, seed);
            assertThat(intervals.bitsPerByte().get(2)).contains(new Interval(220.0 / 200, 800.0 / 400));
            assertThat(intervals.percentOfBase().get(2)).contains(new Interval(55, 80));
            assertThat(intervals.percentOfBase().get(0)).contains(new Interval(100, 100));
        }
    }

    @Test
    void piecesOfOneSourceAreDrawnTogether() {
        List<DocumentResult.Scored> pieces = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pieces.add(Results.scored(i, "d", "one/file#" + i, 100, 100 + i, 100, 90));
        }
        assertThat(Bootstrap.of(pieces, 3, 1).bitsPerByte()).allMatch(Optional::isEmpty);
    }

    /** For many equal groups the ratio is nearly a mean: compare with the normal approximation. */
    @Test
    void manyGroupsAgreeWithTheNormalApproximation() {
        Random random = new Random(7);
        List<DocumentResult.Scored> results = new ArrayList<>();
        double sum = 0;
        double squares = 0;
        int n = 400;
        for (int i = 0; i < n; i++) {
            double bits = 200 + 20 * random.nextGaussian();
            sum += bits;
            squares += bits * bits;
            results.add(Results.scored(i, "d", "s" + i, 100, bits, bits, bits));
        }
        double mean = sum / n;
        double error = Math.sqrt((squares / n - mean * mean) / n);
        Interval interval = Bootstrap.of(results, 3, 5).bitsPerByte().get(0).orElseThrow();
        // 1.645 standard errors; the quantile of 2000 resamples is itself off by about a tenth of one.
        assertThat(interval.low()).isCloseTo((mean - 1.645 * error) / 100, within(0.3 * error / 100));
        assertThat(interval.high()).isCloseTo((mean + 1.645 * error) / 100, within(0.3 * error / 100));
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        List<DocumentResult.Scored> results = new ArrayList<>();
        Results.documents(30).forEach(document -> results.add(Results.of(document)));
        Bootstrap.Intervals ordered = Bootstrap.of(results, 3, 3);
        Collections.shuffle(results, new Random(1));
        assertThat(Bootstrap.of(results, 3, 3)).isEqualTo(ordered);
        assertThat(Bootstrap.of(results, 3, 4)).isNotEqualTo(ordered);
    }

    @Test
    void quantilesLieBetweenOrderStatistics() {
        double[] sample = {40, 10, 30, 20};
        assertThat(Bootstrap.quantile(sample, 0)).isEqualTo(10);
        assertThat(Bootstrap.quantile(sample, 0.5)).isEqualTo(25);
        assertThat(Bootstrap.quantile(sample, 0.9)).isCloseTo(37, within(1e-12));
        assertThat(Bootstrap.quantile(sample, 1)).isEqualTo(40);
    }
}
