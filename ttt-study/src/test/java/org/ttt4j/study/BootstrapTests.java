package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
        double[][] groups = {{220, 200}, {800, 400}};
        for (long seed = 0; seed < 20; seed++) {
            assertThat(ratio(groups, seed)).contains(new Interval(1.1, 2));
        }
    }

    @Test
    void aSingleGroupHasNoSpread() {
        assertThat(ratio(new double[][] {{220, 200}}, 1)).isEmpty();
        assertThat(ratio(new double[0][], 1)).isEmpty();
    }

    /** For many equal groups the ratio is nearly a mean: compare with the normal approximation. */
    @Test
    void manyGroupsAgreeWithTheNormalApproximation() {
        Random random = new Random(7);
        int n = 400;
        double[][] groups = new double[n][];
        Arrays.setAll(groups, i -> new double[] {200 + 20 * random.nextGaussian(), 100});
        double mean =
                Arrays.stream(groups).mapToDouble(group -> group[0]).average().orElseThrow();
        double variance = Arrays.stream(groups)
                .mapToDouble(group -> (group[0] - mean) * (group[0] - mean))
                .average()
                .orElseThrow();
        double error = Math.sqrt(variance / n);
        Interval interval = ratio(groups, 5).orElseThrow();
        // 1.645 standard errors; the quantile of 2000 resamples is itself off by about a tenth of one.
        assertThat(interval.low()).isCloseTo((mean - 1.645 * error) / 100, within(0.3 * error / 100));
        assertThat(interval.high()).isCloseTo((mean + 1.645 * error) / 100, within(0.3 * error / 100));
    }

    @Test
    void quantilesLieBetweenOrderStatistics() {
        double[] sample = {40, 10, 30, 20};
        assertThat(Bootstrap.quantile(sample, 0)).isEqualTo(10);
        assertThat(Bootstrap.quantile(sample, 0.5)).isEqualTo(25);
        assertThat(Bootstrap.quantile(sample, 0.9)).isCloseTo(37, within(1e-12));
        assertThat(Bootstrap.quantile(sample, 1)).isEqualTo(40);
    }

    private static Optional<Interval> ratio(double[][] groups, long seed) {
        return Bootstrap.interval(Arrays.stream(Bootstrap.sums(groups, seed))
                .mapToDouble(sums -> sums.length == 0 ? Double.NaN : sums[0] / sums[1])
                .toArray());
    }
}
