package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankCorrelationTests {

    private static double[] of(double... values) {
        return values;
    }

    /**
     * By hand: ranks 1, 2.5, 2.5, 4, 5 and 2, 1, 4, 4, 4; deviations from 3 give the products 2 + 1 - 0.5 + 1 + 2 = 5.5
     * and the squares 9.5 and 8. The formula for ranks without ties would say 1 - 6 * 6.5 / 120 = 0.675.
     */
    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        assertThat(RankCorrelation.ranks(of(1, 2, 2, 3, 5))).containsExactly(1, 2.5, 2.5, 4, 5);
        assertThat(RankCorrelation.ranks(of(-3, -7, 0, 0, -0.0))).containsExactly(2, 1, 4, 4, 4);
        assertThat(RankCorrelation.spearman(of(1, 2, 2, 3, 5), of(2, 1, 4, 4, 4)))
                .isCloseTo(5.5 / Math.sqrt(9.5 * 8), within(1e-15));
    }

    /** By hand: one exchange of neighbours among four is 1 - 6 * 2 / 60. */
    @Test
    void onlyTheOrderCounts() {
        assertThat(RankCorrelation.spearman(of(1, 10, 100, 1000), of(-5, -4, 7, 6)))
                .isCloseTo(0.8, within(1e-15));
        assertThat(RankCorrelation.spearman(of(1, 10, 100), of(2, 2.5, 9))).isEqualTo(1);
        assertThat(RankCorrelation.spearman(of(1, 10, 100), of(9, 2.5, 2))).isEqualTo(-1);
    }

    @Test
    void withoutThreePairsOrVariationThereIsNone() {
        assertThat(RankCorrelation.spearman(of(), of())).isNaN();
        assertThat(RankCorrelation.spearman(of(1, 2), of(1, 2))).isNaN();
        assertThat(RankCorrelation.spearman(of(1, 1, 1), of(1, 2, 3))).isNaN();
        assertThat(RankCorrelation.spearman(of(1, 2, 3), of(4, 4, 4))).isNaN();
        assertThatThrownBy(() -> RankCorrelation.spearman(of(1, 2, 3), of(1, 2)))
                .hasMessageContaining("found 3 and 2 values");
    }

    @Test
    void exchangingOrStretchingTheSidesChangesNothing() {
        Random random = new Random(7);
        for (int n = 8; n < 40; n++) {
            double[] x = random.ints(n, 0, 6).asDoubleStream().toArray();
            double[] y = random.doubles(n).toArray();
            double rho = RankCorrelation.spearman(x, y);
            assertThat(RankCorrelation.spearman(y, x)).isEqualTo(rho);
            assertThat(RankCorrelation.spearman(
                            x, Arrays.stream(y).map(Math::exp).toArray()))
                    .isEqualTo(rho);
            assertThat(RankCorrelation.spearman(x, Arrays.stream(y).map(v -> -v).toArray()))
                    .isCloseTo(-rho, within(1e-14));
            assertThat(rho).isBetween(-1.0, 1.0);
        }
    }
}
