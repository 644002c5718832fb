package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OnlineTrendTests {

    private static Score bits(double bits) {
        return new Score(100 * bits, 100, 25);
    }

    /** A trend of segments of which the first costs what the base model asks. */
    private static OnlineTrend of(int segments, double online, double base) {
        OnlineTrend trend = OnlineTrend.NONE.with(bits(2), bits(base), 8);
        for (int i = 1; i < segments; i++) {
            trend = trend.with(bits(online), bits(base), 8);
        }
        return trend;
    }

    @Test
    void harmIsToldFromChance() {
        assertThat(of(15, 8, 2).diverged(3, true)).as("four times, for a while").isFalse();
        assertThat(of(16, 8, 2).diverged(3, true)).as("and for longer").isTrue();
        assertThat(of(16, 5, 2).diverged(3, true)).isFalse();
        assertThat(of(3, 60, 2).diverged(3, true)).as("no chance makes so much").isTrue();
        assertThat(of(3, 60, 2).diverged(0, true)).as("asked to bear anything").isFalse();
        assertThat(of(3, 200, 0).diverged(3, false)).isTrue();
        assertThat(of(16, 20, 0).diverged(3, false)).isFalse();
    }

    @Test
    void goodWeightsPredictAboutAsWellAsTheBaseModel() {
        assertThat(of(9, 2.2, 2).harmless()).isTrue();
        assertThat(of(9, 2.8, 2).harmless()).isFalse();
        assertThat(of(9, 7, 0).harmless()).isTrue();
        assertThat(of(9, 42, 0).harmless()).isFalse();
    }
}
