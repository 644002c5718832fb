package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatedTests {

    @Test
    void valuesOfSeveralPlacesAddUp() {
        Repeated<String> repeated = new Repeated<>();
        assertThat(repeated.values()).isEmpty();
        repeated.accept(List.of("a"));
        repeated.accept(List.of("a", "b"));
        repeated.accept(List.of("c"));
        repeated.accept(List.of("c", "d"));
        repeated.accept(List.of("c", "d", "e"));
        assertThat(repeated.values()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void oneValueAtEachPlaceIsKept() {
        Repeated<String> repeated = new Repeated<>();
        repeated.accept(List.of("a"));
        repeated.accept(List.of("b"));
        assertThat(repeated.values()).containsExactly("a", "b");
    }
}
