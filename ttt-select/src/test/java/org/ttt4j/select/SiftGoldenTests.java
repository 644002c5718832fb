package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;

class SiftGoldenTests {

    static Stream<GoldenCase> cases() {
        return GoldenCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsTheTruthInFloat64(GoldenCase golden) {
        assertThat(golden.compare(sift(golden.lambda(), golden))).isPositive();
    }

    @Test
    void allCasesAreThereAndMostPicksAreComparedByIndex() {
        List<GoldenCase> all = GoldenCase.all();
        assertThat(all).hasSize(92);
        int byIndex = all.stream()
                .mapToInt(golden -> golden.compare(sift(golden.lambda(), golden)))
                .sum();
        assertThat(byIndex).as("of 92 x 50 picks").isGreaterThan(4500);
    }

    @Test
    void aSlightlyWrongLambdaIsNoticed() {
        for (GoldenCase golden : GoldenCase.all().subList(0, 20)) {
            assertThatThrownBy(() -> golden.compare(sift(golden.lambda() * 1.0001, golden)))
                    .as("%s", golden)
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void swappedPicksAreNoticed() {
        for (GoldenCase golden : GoldenCase.all().subList(0, 20)) {
            List<Pick> picks = new ArrayList<>(sift(golden.lambda(), golden).picks());
            Collections.swap(picks, 0, 1);
            assertThatThrownBy(() -> golden.compare(new Selection(picks)))
                    .as("%s", golden)
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static Selection sift(double lambda, GoldenCase golden) {
        return Selectors.open("sift", "lambda", lambda).select(golden.request());
    }
}
