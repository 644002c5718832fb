package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdSetTests {

    private static final long HUGE = Long.MAX_VALUE;

    @Test
    void idsAreSortedAndSingle() {
        assertThat(IdSet.of(7, 3, HUGE, 3, 0).toArray()).containsExactly(0, 3, 7, HUGE);
        assertThat(IdSet.of(7, 3, 3).size()).isEqualTo(2);
        assertThat(IdSet.of()).isSameAs(IdSet.EMPTY);
        assertThat(IdSet.EMPTY.isEmpty()).isTrue();
        assertThat(IdSet.of(1).isEmpty()).isFalse();
        assertThat(IdSet.of(2, 1))
                .isEqualTo(IdSet.of(1, 2))
                .hasSameHashCodeAs(IdSet.of(1, 2))
                .hasToString("[1, 2]");
    }

    @Test
    void containsWhatWasGiven() {
        IdSet set = IdSet.of(5, 1, 9);
        assertThat(set.contains(1) && set.contains(5) && set.contains(9)).isTrue();
        assertThat(set.contains(0) || set.contains(6) || set.contains(-1) || IdSet.EMPTY.contains(0))
                .isFalse();
    }

    @Test
    void unionsHoldBoth() {
        assertThat(IdSet.of(1, 5).union(IdSet.of(5, 2))).isEqualTo(IdSet.of(1, 2, 5));
        assertThat(IdSet.of(1).union(IdSet.EMPTY)).isEqualTo(IdSet.of(1));
        assertThat(IdSet.EMPTY.union(IdSet.of(1))).isEqualTo(IdSet.of(1));
    }

    @Test
    void belowCutsOff() {
        IdSet set = IdSet.of(1, 5, 9);
        assertThat(set.below(9)).containsExactly(1, 5);
        assertThat(set.below(10)).containsExactly(1, 5, 9);
        assertThat(set.below(0)).isEmpty();
    }

    @Test
    void theArraysAreCopies() {
        long[] given = {1, 2};
        IdSet set = IdSet.of(given);
        given[0] = 7;
        set.toArray()[1] = 7;
        assertThat(set).isEqualTo(IdSet.of(1, 2));
    }

    @Test
    void negativeIdsAreRefused() {
        assertThatThrownBy(() -> IdSet.of(3, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("found id -1, wanted ids >= 0");
    }
}
