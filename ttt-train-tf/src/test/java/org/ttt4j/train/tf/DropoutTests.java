package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** Dropout: slopes under a fixed mask, the mean over masks, rates of each family, repeatable sessions. */
class DropoutTests {

    private static final Dropout HEAVY = new Dropout(0.2, 0.3, 0.4, 1);
    private static final String TEXT = "A text of a few dozen tokens, to train on and to score.";

    private final RunControl control = RunControl.silent();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.FamilyGradientTests#architectures")
    void gradientsAreSlopesUnderAFixedMask(Architecture architecture) {
        TinyModel tiny = new TinyModel(architecture, 5);
        int[][] inputs = tiny.ids(7);
        int[][] targets = tiny.ids(7);
        Pass pass = new Pass(0, 3);
        Random random = new Random(9);
        try (LanguageModel model = tiny.open(recipe(HEAVY))) {
            model.clearHeld();
            model.step(inputs, targets, pass, 1, 1); // gradient descent at rate 1: the weights lose their gradients
            Map<String, float[]> gradients = tiny.values(model);
            tiny.weights.forEach((name, base) -> {
                float[] gradient = gradients.get(name);
                for (int i = 0; i < base.length; i++) {
                    gradient[i] = base[i] - gradient[i];
                }
            });
            model.reset();
            for (Map.Entry<String, float[]> weight : tiny.weights.entrySet()) {
                float[] direction = new float[weight.getValue().length];
                double length = 0;
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = (float) random.nextGaussian();
                    length += direction[i] * direction[i];
                }
                double slope = 0;
                for (int i = 0; i < direction.length; i++) {
                    direction[i] /= (float) Math.sqrt(length);
                    slope += (double) direction[i] * gradients.get(weight.getKey())[i];
                }
                double near = slope(model, tiny, weight.getKey(), direction, 0.005, inputs, targets, pass);
                double far = slope(model, tiny, weight.getKey(), direction, 0.01, inputs, targets, pass);
                assertThat((4 * near - far) / 3).as(weight.getKey()).isCloseTo(slope, within(2e-4));
            }
        }
    }

    @Test
    void onlyRunsWithASeedDropAndTheirMeanIsNear() {
        TinyModel tiny = TinyModel.gpt2(2);
        int[][] inputs = tiny.ids(8);
        int[][] targets = tiny.ids(8);
        try (LanguageModel plain = tiny.open(Recipe.of(AdamW.testTime()));
                LanguageModel dropping = tiny.open(recipe(new Dropout(0.02, 0.02, 0.02, 1)))) {
            assertThat(dropping.losses(inputs, targets)).containsExactly(plain.losses(inputs, targets), within(1e-6f));
            dropping.clearHeld();
            double whole = dropping.hold(inputs, targets, Pass.PLAIN);
            double mean = 0;
            for (int seed = 1; seed <= 200; seed++) {
                double loss = dropping.hold(inputs, targets, new Pass(0, seed));
                assertThat(dropping.hold(inputs, targets, new Pass(0, seed))).isEqualTo(loss);
                mean += loss / 200;
            }
            assertThat(mean).isNotEqualTo(whole).isCloseTo(whole, within(0.15));
            assertThat(dropping.hold(inputs, targets, new Pass(0, 1)))
                    .isNotEqualTo(dropping.hold(inputs, targets, new Pass(0, 2)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model_type\": \"gpt2\"} | 0.1 | 0.1 | 0.1",
                "{\"model_type\": \"gpt2\", \"attn_pdrop\": 0.2, \"resid_pdrop\": 0, \"embd_pdrop\": 0.3} | 0.3 | 0.2 | 0",
                "{\"model_type\": \"gpt_neo\"} | 0 | 0 | 0",
                "{\"model_type\": \"gpt_neo\", \"embed_dropout\": 0.1, \"attention_dropout\": 0.2, \"resid_dropout\": 0.3} | 0.1 | 0.2 | 0.3",
                "{\"model_type\": \"phi3\", \"embd_pdrop\": 0.5, \"attention_dropout\": 0.1, \"resid_pdrop\": 0.2} | 0 | 0.1 | 0.2",
                "{\"model_type\": \"llama\", \"attention_dropout\": 0.1} | 0 | 0.1 | 0",
                "{\"model_type\": \"gemma2\"} | 0 | 0 | 0"
            })
    void ratesAreThoseOfTheConfig(String config, double embedding, double attention, double residual) {
        Json json = Json.parse(config.getBytes(StandardCharsets.UTF_8), "config.json");
        assertThat(Dropout.parse(json, 4)).isEqualTo(new Dropout(embedding, attention, residual, 4));
        assertThatThrownBy(() -> new Dropout(0, 1, 0, 1)).hasMessageContaining("rate of 1.0");
    }

    @Test
    void sessionsRepeatAndScoresDropNothing() throws IOException {
        Files.copy(Golden.DIRECTORY.resolve("model.safetensors"), directory.resolve("model.safetensors"));
        String config = Files.readString(Golden.DIRECTORY.resolve("config.json"));
        Files.writeString(directory.resolve("config.json"), config.replaceAll("(?<=pdrop\"): 0\\.0", ": 0.1"));
        List<Double> dropped;
        List<Score> before;
        try (Trainer trainer = open(Map.of("dropout", "true"));
                Trainer.Session session = trainer.begin(control)) {
            before = session.score(List.of(TEXT), control);
            dropped = losses(session);
            session.reset();
            assertThat(session.score(List.of(TEXT), control)).isEqualTo(before);
            assertThat(losses(session)).isEqualTo(dropped);
        }
        try (Trainer trainer = open(Map.of("dropout", "true", "dropout-seed", "2"));
                Trainer.Session session = trainer.begin(control)) {
            assertThat(losses(session)).isNotEqualTo(dropped);
        }
        try (Trainer trainer = open(Map.of());
                Trainer.Session session = trainer.begin(control)) {
            assertThat(session.score(List.of(TEXT), control).get(0).bits())
                    .isCloseTo(before.get(0).bits(), within(1e-3));
            assertThat(losses(session)).doesNotContainAnyElementsOf(dropped);
        }
    }

    private List<Double> losses(Trainer.Session session) {
        return session.train(new long[] {1, 2}, List.of(TEXT, TEXT), control).stream()
                .map(Step::loss)
                .toList();
    }

    private static double slope(
            LanguageModel model,
            TinyModel tiny,
            String name,
            float[] direction,
            double step,
            int[][] inputs,
            int[][] targets,
            Pass pass) {
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            float[] moved = tiny.weights.get(name).clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += (float) ((side == 0 ? step : -step) * direction[i]);
            }
            TinyModel.load(model, tiny.weights, name, moved);
            model.reset();
            losses[side] = model.hold(inputs, targets, pass);
        }
        return (losses[0] - losses[1]) / (2 * step);
    }

    private static Recipe recipe(Dropout dropout) {
        return new Recipe(new Sgd(0, 0, 0), Trainable.ALL, true, dropout, 0, Device.AUTO, Precision.FLOAT32);
    }

    private Trainer open(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(
                Map.of("model", directory.toString(), "tokenizer", "bytes", "learning-rate", "0.001", "threads", "1"));
        settings.putAll(further);
        return new TensorFlowTrainerProvider().open(Settings.of(settings));
    }
}
