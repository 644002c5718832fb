package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Squared gradients from their collection to the steps that divide by them, against float64; and what is refused. */
class GradientStatisticsTests {

    private static final Map<String, String> MODEL = Map.of("model", "m", "adapters", "none");
    private static final int GRADIENTS = 3;

    private final TinyModel tiny = TinyModel.gpt2(23);

    @TempDir
    private Path directory;

    @Test
    void stepsDivideByWhatWasCollected() {
        Path file = directory.resolve("statistics");
        Map<String, double[]> means = new LinkedHashMap<>();
        tiny.weights.forEach((name, values) -> means.put(name, new double[values.length]));
        try (LanguageModel model = tiny.open(Recipe.of(new Sgd(0, 0, 0)))) {
            model.clearSquares();
            for (int i = 0; i < GRADIENTS; i++) {
                int[][] inputs = tiny.ids(7);
                int[][] targets = tiny.ids(7);
                model.addSquares(inputs, targets, 0);
                model.gradients(inputs, targets).forEach((name, gradient) -> {
                    for (int k = 0; k < gradient.length && !name.isEmpty(); k++) {
                        means.get(name)[k] += (double) gradient[k] * gradient[k] / GRADIENTS;
                    }
                });
            }
            GradientStatistics.write(file, MODEL, model, GRADIENTS);
        }
        double meanRoot = means.values().stream()
                .mapToDouble(tensor ->
                        Arrays.stream(tensor).map(Math::sqrt).average().orElseThrow())
                .average()
                .orElseThrow();
        try (GradientStatistics statistics = GradientStatistics.open(file, MODEL, tiny.shapes())) {
            assertThat(statistics.meanRoot()).isCloseTo(meanRoot, within(1e-6 * meanRoot));
            Rms rms = new Rms(2e-3, 0.05, 0, statistics.meanRoot());
            try (LanguageModel model = tiny.open(Recipe.of(rms))) {
                statistics.load(model);
                Map<String, double[]> wanted = new LinkedHashMap<>();
                tiny.weights.forEach((name, values) -> wanted.put(name, wide(values)));
                for (int number = 1; number <= 4; number++) {
                    int[][] inputs = tiny.ids(7);
                    int[][] targets = tiny.ids(7);
                    Map<String, float[]> gradients = model.gradients(inputs, targets);
                    model.step(inputs, targets, number, 1e-3);
                    wanted.forEach((name, p) -> {
                        for (int i = 0; i < p.length; i++) {
                            double root = Math.sqrt(means.get(name)[i]);
                            double share = 0.05 * Math.min(root / meanRoot, 1 / 0.05);
                            p[i] += share * (tiny.weights.get(name)[i] - p[i])
                                    - 1e-3 * gradients.get(name)[i] / (root + 2e-3);
                        }
                    });
                }
                tiny.values(model).forEach((name, found) -> {
                    for (int i = 0; i < found.length; i++) {
                        assertThat((double) found[i])
                                .as(name + "[" + i + "]")
                                .isCloseTo(wanted.get(name)[i], within(1e-5));
                    }
                });
            }
        }
    }

    @Test
    void thoseOfOtherModelsAndOtherWeightsAreRefused() throws IOException {
        Path file = directory.resolve("statistics");
        try (LanguageModel model = tiny.open(Recipe.of(new Sgd(0, 0, 0)))) {
            model.clearSquares();
            model.addSquares(tiny.ids(7), tiny.ids(7), 0);
            GradientStatistics.write(file, MODEL, model, 1);
        }
        assertThatThrownBy(() -> GradientStatistics.open(file, Map.of("model", "n", "adapters", "none"), tiny.shapes()))
                .isInstanceOf(BackendException.class)
                .hasMessageContainingAll(file.toString(), "found those with model m instead of n, wanted");
        Map<String, long[]> fewer = tiny.shapes();
        fewer.remove("wpe.weight");
        assertThatThrownBy(() -> GradientStatistics.open(file, MODEL, fewer))
                .hasMessageContaining("those of other weights with wpe.weight, wanted");
        Map<String, long[]> more = tiny.shapes();
        more.put("lm_head.weight", new long[] {17, 12});
        assertThatThrownBy(() -> GradientStatistics.open(file, MODEL, more))
                .hasMessageContaining("those of other weights without lm_head.weight, wanted");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> GradientStatistics.open(file, MODEL, tiny.shapes()))
                .hasMessageContaining("do not have the file's checksum");
        assertThatThrownBy(() ->
                        GradientStatistics.open(Golden.DIRECTORY.resolve("model.safetensors"), MODEL, tiny.shapes()))
                .hasMessageContaining("found another safetensors file, wanted the statistics");
        assertThatThrownBy(() -> GradientStatistics.open(directory.resolve("none"), MODEL, tiny.shapes()))
                .hasMessageContaining("not found");
    }

    /** The product of fresh adapters is zero, and so is the gradient of the factor that is not. */
    @Test
    void freshAdaptersGetTheMeanOfTheFactorThatHasGradients() {
        Path file = directory.resolve("statistics");
        try (Trainer trainer = open(Map.of("adaptation", "lora"));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            Trainer.Online online = session.online();
            online.collect(new int[0], online.tokens("adapters at their start"));
            online.saveStatistics(file);
        }
        Map<String, Double> roots = new HashMap<>();
        try (SealedTensors sealed = SealedTensors.open(file, "ttt4j gradient statistics 1", "statistics")) {
            sealed.shapes().forEach((name, shape) -> {
                double[] sum = {0};
                sealed.floats(name).forEach((values, count) -> {
                    for (int i = 0; i < count; i++) {
                        sum[0] += Math.sqrt(values[i]);
                    }
                });
                roots.put(
                        name, sum[0] / shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b));
            });
        }
        double mean = roots.entrySet().stream()
                .filter(entry -> entry.getKey().contains("lora_B"))
                .mapToDouble(Map.Entry::getValue)
                .average()
                .orElseThrow();
        assertThat(mean).isPositive();
        assertThat(roots.entrySet().stream().filter(entry -> entry.getKey().contains("lora_A")))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getValue()).isCloseTo(mean, within(1e-5 * mean)));
        try (Trainer trainer =
                        open(Map.of("adaptation", "lora", "optimizer", "rms", "rms-statistics", file.toString()));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            Trainer.Online online = session.online();
            int[] tokens = online.tokens("what is learned twice");
            double first =
                    online.train(1, new int[0], tokens, RunControl.silent()).loss();
            online.train(2, new int[0], tokens, RunControl.silent());
            assertThat(online.train(3, new int[0], tokens, RunControl.silent()).loss())
                    .isFinite()
                    .isNotEqualTo(first);
        }
    }

    @Test
    void whatHasNoGradientsGivesNoStatistics() {
        Path file = directory.resolve("statistics");
        try (Trainer trainer = open(Map.of("adaptation", "lora"));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            Trainer.Online online = session.online();
            assertThatThrownBy(() -> online.saveStatistics(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no gradients collected");
            online.collect(new int[0], online.tokens("adapters at their start"));
            session.reset();
            assertThatThrownBy(() -> online.saveStatistics(file)).isInstanceOf(IllegalStateException.class);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void theRuleNeedsThem() {
        assertThatThrownBy(() -> open(Map.of("optimizer", "rms")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("rms-statistics", "found none");
        assertThatThrownBy(() -> open(Map.of("optimizer", "rms", "rms-statistics", directory.toString())))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(directory.toString());
        assertThatThrownBy(() -> open(Map.of("optimizer", "rms", "rms-statistics", "x", "weight-decay", "0.1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("weight-decay", "prior-decay");
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static Trainer open(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "threads", "1"));
        all.putAll(settings);
        return new TensorFlowTrainerProvider().open(Settings.of(all));
    }
}
