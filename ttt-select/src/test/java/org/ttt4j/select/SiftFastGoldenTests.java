package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selector;

/** The lazy algorithm in float64 against the same in the reference's float64. */
class SiftFastGoldenTests {

    static Stream<GoldenCase> cases() {
        return GoldenCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheLazyAlgorithmInFloat64(GoldenCase golden) {
        JsonNode truth = golden.json().get("sift_fast");
        List<Pick> picks = fast(golden).select(golden.request()).picks();
        assertThat(picks).hasSize(50);
        for (int step = 0; step < picks.size(); step++) {
            double uncertainty = picks.get(step).uncertainty();
            assertThat(uncertainty * uncertainty)
                    .as("%s: posterior variance after step %d", golden, step)
                    .isCloseTo(truth.get("posterior_variance").get(step).asDouble(), within(1e-9));
        }
    }

    @Test
    void mostPicksAreTheSameByIndex() {
        int same = 0;
        for (GoldenCase golden : GoldenCase.all()) {
            JsonNode truth = golden.json().get("sift_fast");
            long[] ids = fast(golden).select(golden.request()).ids();
            for (int step = 0; step < ids.length; step++) {
                same += ids[step] == truth.get("indices").get(step).asLong() ? 1 : 0;
            }
        }
        assertThat(same).as("of 92 x 50 picks, the others being copies").isGreaterThan(4000);
    }

    private static Selector fast(GoldenCase golden) {
        return Selectors.open("sift-fast", "lambda", golden.lambda());
    }
}
