package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighborCountsTests {

    @Test
    void orderRepetitionAndTheBaseAreSettled() {
        assertThat(NeighborCounts.parse(" 20,5, 5,1").values()).containsExactly(0, 1, 5, 20);
        assertThat(NeighborCounts.parse("0,3").largest()).isEqualTo(3);
        assertThat(NeighborCounts.parse("0,3")).hasToString("0,3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "a", "1,", "-1", "1;2", "99999999999", "1000001"})
    void whatIsNoListOfCountsIsRefused(String text) {
        assertThatThrownBy(() -> NeighborCounts.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted");
    }

    @Test
    void multiplesAreAddedUpToTheLargest() {
        assertThat(NeighborCounts.parse("5,7").every(3).values()).containsExactly(0, 3, 5, 6, 7);
        assertThat(NeighborCounts.parse("3").every(3).values()).containsExactly(0, 3);
        assertThat(NeighborCounts.parse("3").every(2_000_000_000).values()).containsExactly(0, 3);
    }

    @Test
    void listsMustRiseFromZero() {
        assertThatThrownBy(() -> new NeighborCounts(List.of(1, 2))).hasMessageContaining("start at 0");
        assertThatThrownBy(() -> new NeighborCounts(List.of(0, 5, 2))).hasMessageContaining("rising");
    }
}
