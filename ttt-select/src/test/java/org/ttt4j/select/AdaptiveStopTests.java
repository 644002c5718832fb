package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;

class AdaptiveStopTests {

    static Stream<GoldenCase> cases() {
        return GoldenCase.all().stream();
    }

    /** A stop, not a mask: what comes after the first refused pick is never made. */
    @ParameterizedTest
    @MethodSource("cases")
    void stopsWhereTheTruthStops(GoldenCase golden) {
        List<Pick> all = Selectors.open("sift", "lambda", golden.lambda())
                .select(golden.request())
                .picks();
        int compared = 0;
        for (Map.Entry<String, JsonNode> run : golden.json().get("adaptive").properties()) {
            int wanted = run.getValue().isNull() ? all.size() : run.getValue().asInt();
            Selection found = Selectors.open("sift", "lambda", golden.lambda(), "alpha", run.getKey())
                    .select(golden.request());
            assertThat(found.picks()).as("%s, alpha %s", golden, run.getKey()).isEqualTo(all.subList(0, wanted));
            compared++;
        }
        assertThat(compared).isEqualTo(8);
    }

    @Test
    void minimumAndMaximumBoundTheStop() {
        GoldenCase golden = GoldenCase.all().get(0);
        List<Pick> all = Selectors.open("sift").select(golden.request()).picks();
        assertThat(Selectors.open("sift", "alpha", 1000)
                        .select(golden.request())
                        .picks())
                .isEmpty();
        assertThat(Selectors.open("sift", "alpha", 1000, "min", 3)
                        .select(golden.request())
                        .picks())
                .isEqualTo(all.subList(0, 3));
        assertThat(Selectors.open("sift", "max", 7).select(golden.request()).picks())
                .isEqualTo(all.subList(0, 7));
    }

    @Test
    void aTargetUncertaintyIsReachedAndNoMore() {
        GoldenCase golden = GoldenCase.all().get(0);
        for (String id : List.of("sift", "nn", "mmr", "hull")) {
            List<Pick> all = Selectors.open(id).select(golden.request()).picks();
            double target = all.get(4).uncertainty();
            List<Pick> found = Selectors.open(id, "target-uncertainty", target)
                    .select(golden.request())
                    .picks();
            assertThat(found).as(id).isEqualTo(all.subList(0, found.size()));
            assertThat(found.get(found.size() - 1).uncertainty()).isLessThanOrEqualTo(target);
            assertThat(found.subList(0, found.size() - 1)).allMatch(pick -> pick.uncertainty() > target);
        }
    }

    @Test
    void wrongSettingsNameTheKey() {
        for (String id : List.of("sift", "nn", "hull", "kmeans++")) {
            assertThatThrownBy(() -> Selectors.open(id, "alpha", 0))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("alpha");
            assertThatThrownBy(() -> Selectors.open(id, "alpha", -1)).isInstanceOf(ConfigException.class);
            assertThatThrownBy(() -> Selectors.open(id, "alpha", "soon")).isInstanceOf(ConfigException.class);
            assertThatThrownBy(() -> Selectors.open(id, "target-uncertainty", -0.1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("target-uncertainty");
            assertThatThrownBy(() -> Selectors.open(id, "min", 5, "max", 4))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("min");
            assertThatThrownBy(() -> Selectors.open(id, "lambda", 0)).isInstanceOf(ConfigException.class);
            assertThatThrownBy(() -> Selectors.open(id, "kernel", "cubic"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("linear, cosine, rbf");
            assertThatThrownBy(() -> Selectors.open(id, "length-scale", 0)).isInstanceOf(ConfigException.class);
        }
    }
}
