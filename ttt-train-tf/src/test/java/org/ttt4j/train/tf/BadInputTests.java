package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.ModelTimes;
import org.ttt4j.api.Models;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** What a session meets and survives: losses that are not finite, ids and lengths that do not fit, absent devices. */
class BadInputTests {

    private static final String TEXT = "A text of a few dozen tokens, to train on and to score.";

    private final RunControl control = RunControl.silent();

    @TempDir
    private Path directory;

    @Test
    void anInfiniteLossStopsAndLeavesTheBase() {
        for (String carry : List.of("false", "true")) {
            try (Trainer trainer = open(Map.of(
                            "optimizer",
                            "sgd",
                            "clip",
                            "0",
                            "weight-decay",
                            "1000000",
                            "learning-rate",
                            "1",
                            "carry-optimizer-state",
                            carry));
                    Trainer.Session session = trainer.begin(control)) {
                List<Score> before = session.score(List.of(TEXT), control);
                double first = session.train(new long[] {1}, List.of(TEXT), control)
                        .get(0)
                        .loss();
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 20; i++) {
                                session.train(new long[] {1}, List.of(TEXT), control);
                            }
                        })
                        .isInstanceOf(BackendException.class)
                        .hasMessageContaining("loss of")
                        .hasMessageContaining("learning rate 1.0")
                        .hasMessageContaining("were reset");
                assertThat(session.score(List.of(TEXT), control)).isEqualTo(before);
                Step again =
                        session.train(new long[] {1}, List.of(TEXT), control).get(0);
                assertThat(again.loss()).as("carried moments too").isEqualTo(first);
                assertThat(again.index()).isZero();
            }
        }
    }

    @Test
    void infinityAmongTheWeightsIsToldAtTheFirstStep() throws IOException {
        for (float bad : new float[] {Float.POSITIVE_INFINITY, Float.NaN}) {
            Path broken = Files.createDirectory(directory.resolve("of" + bad));
            Files.copy(Golden.DIRECTORY.resolve("config.json"), broken.resolve("config.json"));
            TensorFile file = TensorFile.read(Golden.DIRECTORY.resolve("model.safetensors"));
            file.put("transformer.h.1.mlp.c_fc.weight", 5, bad).write(broken.resolve("model.safetensors"));
            long handles = NativeHandles.of("tensorflow").count();
            try (Trainer trainer = open(Map.of("model", broken.toString()));
                    Trainer.Session session = trainer.begin(control)) {
                assertThatThrownBy(() -> session.train(new long[] {1}, List.of(TEXT), control))
                        .isInstanceOf(BackendException.class)
                        .hasMessageContaining("are the weights?");
                assertThatThrownBy(() -> session.score(List.of(TEXT), control))
                        .isInstanceOf(BackendException.class)
                        .hasMessageContaining("are the weights?");
            }
            assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(handles);
        }
    }

    @Test
    void textsOfNoTokensAreNoSteps() {
        try (Trainer trainer = open(Map.of("accumulate", "3"));
                Trainer.Session session = trainer.begin(control)) {
            List<Score> before = session.score(List.of(TEXT, ""), control);
            assertThat(before.get(1)).isEqualTo(Score.ZERO);
            assertThat(session.train(new long[] {1, 2, 3}, List.of("", "x", ""), control))
                    .isEmpty();
            assertThat(session.score(List.of(TEXT, ""), control)).isEqualTo(before);
            assertThat(session.train(new long[] {1, 2, 3}, List.of("", TEXT, "x"), control))
                    .extracting(Step::neighborId)
                    .containsExactly(2L);
        }
    }

    @Test
    void idsAndLengthsThatDoNotFitAreRefused() {
        try (LanguageModel model = TinyModel.gpt2(1).open(Recipe.of(AdamW.testTime()))) {
            int[][] good = {{1, 2, 3}};
            refused(() -> model.losses(new int[][] {{1, 17, 3}}, good), "token id 17", "17");
            refused(() -> model.step(good, new int[][] {{1, 2, -1}}, 1, 0.1), "token id -1", "17");
            refused(() -> model.nextLogits(new int[10]), "10 tokens", "from 1 to 9");
            refused(() -> model.logits(new int[][] {{}}), "0 tokens", "from 1");
            refused(() -> model.losses(new int[][] {{1, 2}, {1}}, good), "2 and 1 tokens", "equally many");
        }
    }

    @Test
    void aShorterContextCutsShorterChunks() {
        String text = "x".repeat(100);
        try (Trainer trainer = open(Map.of("context", "40"));
                Trainer.Session session = trainer.begin(control)) {
            assertThat(trainer.traits().contextTokens()).isEqualTo(40);
            assertThat(session.train(new long[] {1}, List.of(text), control)).hasSize(3);
            assertThat(session.score(List.of(text), control).get(0).tokens()).isEqualTo(100);
        }
        assertThatThrownBy(() -> open(Map.of("context", "129")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("context = 129")
                .hasMessageContaining("128 positions");
        assertThatThrownBy(() -> open(Map.of("context", "1"))).isInstanceOf(ConfigException.class);
    }

    @Test
    void lengthsToMeasureAreComparedWithTheContext() {
        Models models = new TensorFlowTrainerProvider()
                .openModels(Settings.of(Map.of("threads", "1", "context", "16")))
                .orElseThrow();
        ModelTimes.Plan plan = new ModelTimes.Plan(List.of(17), 1);
        assertThatThrownBy(() -> models.measure(Golden.DIRECTORY.toString(), plan, RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 17 tokens, wanted at most the 16 of context");
    }

    @Test
    void targetsOfAdaptersHaveNames() {
        for (String targets : List.of("", "q+", "q++v", " ")) {
            assertThatThrownBy(() -> open(Map.of("adaptation", "lora", "lora-targets", targets)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("lora-targets")
                    .hasMessageContaining("found \"" + targets + "\"");
        }
    }

    @Test
    void anAbsentGpuSaysWhatIsMissing() {
        long handles = NativeHandles.of("tensorflow").count();
        try (Trainer trainer = open(Map.of("device", "cuda:99", "fallback", "cpu"))) {
            assertThat(trainer.traits().device()).isEqualTo("cpu");
        }
        assertThatThrownBy(() -> open(Map.of("device", "cuda:99")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("no GPU 99")
                .hasMessageContaining("driver is")
                .hasMessageContaining("fallback = cpu")
                .hasMessageNotContaining("\n");
        assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(handles);
        try (Trainer trainer = open(Map.of("device", "cpu"))) {
            assertThat(trainer.traits().device()).isEqualTo("cpu");
        }
        assertThatThrownBy(() -> open(Map.of("device", "tpu")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("device")
                .hasMessageContaining("\"tpu\"");
    }

    private static void refused(Runnable call, String found, String wanted) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(found)
                .hasMessageContaining(wanted);
    }

    private static Trainer open(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "learning-rate", "0.01", "threads", "1"));
        settings.putAll(further);
        return new TensorFlowTrainerProvider().open(Settings.of(settings));
    }
}
