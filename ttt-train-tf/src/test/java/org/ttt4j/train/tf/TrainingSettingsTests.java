package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;

/** The keys that say what a step moves and how. */
class TrainingSettingsTests {

    @Test
    void defaultsAreTheLoopOfTttlm() {
        TrainingSettings defaults = read(Map.of());
        assertThat(defaults.recipe(ModelDirectory.of(ModelDirectory.BUNDLED))).isEqualTo(Recipe.of(AdamW.testTime()));
        assertThat(defaults.schedule(2e-5)).isEqualTo(Schedule.constant(2e-5));
    }

    @Test
    void optimizersHaveTorchsDefaults() {
        assertThat(read(Map.of("optimizer", "adam")).optimizer())
                .isEqualTo(new AdamW(0.9, 0.999, 1e-8, 0, AdamW.Decay.GRADIENT, 1));
        assertThat(read(Map.of("optimizer", "sgd", "momentum", "0.9", "clip", "0"))
                        .optimizer())
                .isEqualTo(new Sgd(0.9, 0, 0));
        assertThat(read(Map.of("optimizer", "adamw", "weight-decay", "0", "beta2", "0.95", "epsilon", "1e-6"))
                        .optimizer())
                .isEqualTo(new AdamW(0.9, 0.95, 1e-6, 0, AdamW.Decay.WEIGHTS, 1));
    }

    @Test
    void partsOfTheModel() {
        assertThat(read(Map.of("adaptation", "layers", "layers", "0,2-3")).trainable())
                .isEqualTo(new Trainable(false, Set.of(0, 2, 3), Trainable.ALL.names()));
        Trainable part = read(Map.of("adaptation", "bias", "trainable", "ln_")).trainable();
        assertThat(part.biases()).isTrue();
        assertThat(part.names().orElseThrow().pattern()).isEqualTo("ln_");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "adaptation=layers | layers | found none",
                "adaptation=layers layers=x | layers | \"x\"",
                "trainable=( | trainable | regular expression",
                "adaptation=some | adaptation | full, lora, layers, bias",
                "optimizer=adagrad | optimizer | adamw, adam, sgd, rms",
                "schedule=linear | schedule-steps | found 0",
                "schedule=linear schedule-steps=5 warmup-steps=5 | schedule-steps | warm-up",
                "accumulate=2 reuse-gradient=2 | reuse-gradient | accumulate = 2",
                "accumulate=0 | accumulate | whole number",
                "clip=-2 | clip | found \"-2\"",
                "momentum=1 | momentum | found \"1\""
            })
    void whatCannotBeIsRefusedByKey(String given, String key, String problem) {
        Map<String, String> settings = new HashMap<>();
        for (String pair : given.split(" ", -1)) {
            settings.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(problem);
    }

    @Test
    void ratesRiseAndFallInStraightLines() {
        Schedule linear = new Schedule(1, 2, 6);
        double[] wanted = {0.5, 1, 1, 0.75, 0.5, 0.25, 0, 0};
        for (int i = 0; i < wanted.length; i++) {
            assertThat(linear.rate(i + 1)).as("step %d", i + 1).isCloseTo(wanted[i], within(1e-15));
        }
        Schedule constant = new Schedule(0.3, 3, 0);
        assertThat(constant.rate(1)).isCloseTo(0.1, within(1e-15));
        assertThat(constant.rate(3)).isEqualTo(0.3);
        assertThat(constant.rate(1_000_000_000_000L)).isEqualTo(0.3);
        assertThatThrownBy(() -> new Schedule(1, 3, 3)).hasMessageContaining("warmup=3, steps=3");
    }

    private static TrainingSettings read(Map<String, String> settings) {
        return TrainingSettings.from(Settings.of(settings));
    }
}
