package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTests {

    private record Sample(double bitsPerByte, float similarity, List<Double> all, Double none) {}

    @Test
    void recordsAreSnakeCaseAndNumbersFiniteOrNull() {
        Sample sample = new Sample(Double.NaN, 0.1f, List.of(1.5, Double.POSITIVE_INFINITY), null);
        assertThat(Json.line(sample))
                .isEqualTo("{\"bits_per_byte\":null,\"similarity\":0.1,\"all\":[1.5,null],\"none\":null}");
    }

    @Test
    void keysOfMapsStayAsTheyAre() {
        assertThat(Json.line(Map.of("camelCase", 1))).isEqualTo("{\"camelCase\":1}");
    }
}
