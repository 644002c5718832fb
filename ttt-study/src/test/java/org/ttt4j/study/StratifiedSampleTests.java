package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StratifiedSampleTests {

    /** 100 of a, 30 of b, 3 of c, mixed. */
    private static final List<String> DOMAINS = domains();

    @Test
    void everyDomainGivesTheSameAsFarAsItCan() {
        assertThat(counts(StratifiedSample.draw(DOMAINS, 6, 1))).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 2L));
        assertThat(counts(StratifiedSample.draw(DOMAINS, 23, 1))).isEqualTo(Map.of("a", 10L, "b", 10L, "c", 3L));
        assertThat(counts(StratifiedSample.draw(DOMAINS, 1000, 1))).isEqualTo(Map.of("a", 100L, "b", 30L, "c", 3L));
    }

    @Test
    void positionsAreDistinctAndSeeded() {
        List<Integer> drawn = StratifiedSample.draw(DOMAINS, 40, 9);
        assertThat(drawn).doesNotHaveDuplicates().hasSize(40).isEqualTo(StratifiedSample.draw(DOMAINS, 40, 9));
        assertThat(drawn).isNotEqualTo(StratifiedSample.draw(DOMAINS, 40, 10));
    }

    @Test
    void aSmallerSampleIsTheBeginningOfALargerOne() {
        assertThat(StratifiedSample.draw(DOMAINS, 9, 4))
                .isEqualTo(StratifiedSample.draw(DOMAINS, 40, 4).subList(0, 9));
    }

    /** Every beginning is balanced as far as the domains go. */
    @Test
    void eachDomainGivesSoManyAndTheyTakeTurns() {
        List<Integer> drawn = StratifiedSample.perDomain(DOMAINS, 5, 3);
        assertThat(counts(drawn)).isEqualTo(Map.of("a", 5L, "b", 5L, "c", 3L));
        assertThat(counts(drawn.subList(0, 6))).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 2L));
        assertThat(drawn.subList(0, 9)).isEqualTo(StratifiedSample.perDomain(DOMAINS, 3, 3));
        assertThat(StratifiedSample.perDomain(DOMAINS, Integer.MAX_VALUE, 3)).hasSize(133);
    }

    private static Map<String, Long> counts(List<Integer> drawn) {
        return drawn.stream()
                .map(DOMAINS::get)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<String> domains() {
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            domains.add("a");
            if (i < 30) {
                domains.add("b");
            }
            if (i % 40 == 0) {
                domains.add("c");
            }
        }
        return domains;
    }
}
