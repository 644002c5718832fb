package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTests {

    private static final double MOST = Double.MAX_VALUE;

    private final Settings settings = Settings.of(
            Map.of("k", "7", "rate", "2e-5", "on", "true", "metric", "inner-product", "file", "a/b", "word", "seven"));

    @Test
    void valuesAreParsed() {
        assertThat(settings.integer("k", 1, 0, 10)).isEqualTo(7);
        assertThat(settings.number("rate", 1, 0, 1)).isEqualTo(2e-5);
        assertThat(settings.flag("on", false)).isTrue();
        assertThat(settings.choice("metric", Metric.L2)).isEqualTo(Metric.INNER_PRODUCT);
        assertThat(settings.path("file")).contains(Path.of("a/b"));
    }

    @Test
    void missingKeysFallBack() {
        assertThat(settings.integer("none", 3, 0, 1)).isEqualTo(3);
        assertThat(settings.choice("none", Metric.L2)).isEqualTo(Metric.L2);
        assertThat(settings.path("none")).isEmpty();
        assertThat(settings.string("none", "x")).isEqualTo("x");
    }

    @Test
    void refusalsNameKeyFoundAndWanted() {
        assertThatThrownBy(() -> settings.integer("word", 1, 0, 9))
                .isInstanceOf(ConfigException.class)
                .hasMessage("word: found \"seven\", wanted a whole number");
        assertThatThrownBy(() -> settings.integer("k", 1, 8, 9)).hasMessageContaining("in [8, 9]");
        assertThatThrownBy(() -> settings.number("word", 1, 0, 9)).hasMessageContaining("wanted a number");
        assertThatThrownBy(() -> Settings.of(Map.of("x", "NaN")).number("x", 1, 0, 9))
                .hasMessageContaining("in [0.0, 9.0]");
        assertThatThrownBy(() -> settings.number("k", 1, 8, MOST))
                .hasMessage("k: found \"7\", wanted a finite number of at least 8.0");
        Settings wrong = Settings.of(Map.of("x", "-Infinity"));
        assertThatThrownBy(() -> wrong.number("x", 1, Double.MIN_VALUE, MOST))
                .hasMessage("x: found \"-Infinity\", wanted a finite number above 0");
        assertThatThrownBy(() -> wrong.number("x", 1, -MOST, MOST))
                .hasMessage("x: found \"-Infinity\", wanted a finite number");
        assertThatThrownBy(() -> settings.flag("word", true)).hasMessageContaining("wanted true or false");
        assertThatThrownBy(() -> settings.choice("word", Metric.L2))
                .hasMessage("word: found \"seven\", wanted one of inner-product, l2");
    }
}
