package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** How texts become steps: held gradients, schedules, parts of the model. */
class TextTrainingTests {

    private static final String A = "The quick brown fox jumps over the lazy dog.";
    private static final String B = "Pack my box with five dozen liquor jugs, now!";

    private final RunControl control = RunControl.silent();
    private final TinyModel tiny = TinyModel.gpt2(7);

    @Test
    void aHeldGradientMakesTheSameStep() {
        int[][] inputs = tiny.ids(7);
        int[][] targets = tiny.ids(7);
        Sgd sgd = new Sgd(0.9, 0.1, 1); // Adam would blow up rounding noise
        try (LanguageModel direct = tiny.open(Recipe.of(sgd));
                LanguageModel held = tiny.open(Recipe.of(sgd, Trainable.ALL, true))) {
            for (int number = 1; number < 4; number++) {
                double loss = direct.step(inputs, targets, number, 0.01);
                held.clearHeld();
                assertThat(held.hold(inputs, targets)).isCloseTo(loss, within(1e-6));
                held.stepHeld(1, number, 0.01);
            }
            tiny.weights.keySet().forEach(name -> assertThat(TinyModel.value(held, name))
                    .as(name)
                    .containsExactly(TinyModel.value(direct, name), within(1e-6f)));
        }
    }

    @Test
    void heldGradientsAreThoseOfABatch() {
        int[][] a = tiny.ids(7);
        int[][] b = tiny.ids(7);
        Recipe holding = Recipe.of(new Sgd(0, 0, 1), Trainable.ALL, true);
        try (LanguageModel together = tiny.open(holding);
                LanguageModel apart = tiny.open(holding)) {
            together.step(new int[][] {a[0], b[0]}, new int[][] {b[0], a[0]}, 1, 0.1);
            apart.clearHeld();
            apart.hold(a, b);
            apart.hold(b, a);
            apart.stepHeld(0.5, 1, 0.1);
            tiny.weights.keySet().forEach(name -> assertThat(TinyModel.value(apart, name))
                    .as(name)
                    .containsExactly(TinyModel.value(together, name), within(1e-6f)));
        }
    }

    @Test
    void chunksAreGatheredAndTheRestMakesAStepOfItsOwn() {
        try (Trainer trainer = open(Map.of("accumulate", "2"));
                Trainer.Session session = trainer.begin(control)) {
            List<Double> losses = losses(session.train(new long[] {1, 2, 3}, List.of(A, A, A), control));
            assertThat(losses).hasSize(3);
            assertThat(losses.get(1)).as("before the first step").isEqualTo(losses.get(0));
            assertThat(losses.get(2)).as("after it").isLessThan(losses.get(0));
            double last =
                    losses(session.train(new long[] {4}, List.of(A), control)).get(0);
            assertThat(last).as("after the step of the third").isLessThan(losses.get(2));
            session.reset();
            assertThat(losses(session.train(new long[] {1, 2, 3}, List.of(A, A, A), control)))
                    .isEqualTo(losses);
        }
    }

    @Test
    void aTextSeveralTimesInARowReusesItsGradient() {
        double[] reused = train(Map.of("reuse-gradient", "2", "optimizer", "sgd", "clip", "0"), A, A, A, B, A);
        double[] anew = train(Map.of("optimizer", "sgd", "clip", "0"), A, A, A, B, A);
        assertThat(reused[1]).as("the loss of the gradient").isEqualTo(reused[0]);
        assertThat(reused[2]).as("a third time needs a new one").isLessThan(reused[1]);
        assertThat(anew[0]).isEqualTo(reused[0]);
        assertThat(anew[1]).isLessThan(anew[0]);
        // Two steps of gradient descent with one gradient are one step of twice the length.
        double[] twice = train(Map.of("optimizer", "sgd", "clip", "0", "learning-rate", "0.02"), A, A);
        assertThat(reused[2]).isCloseTo(twice[1], within(1e-6));
        assertThat(reused).hasSize(5);
    }

    @Test
    void aScheduleThatEndsLeavesTheWeights() {
        double[] losses = train(
                Map.of("schedule", "linear", "schedule-steps", "2", "optimizer", "sgd", "learning-rate", "0.1"),
                A,
                A,
                A,
                A);
        assertThat(losses[2]).isNotEqualTo(losses[1]);
        assertThat(losses[3]).isEqualTo(losses[2]);
    }

    @Test
    void partsAreTrainedByName() {
        double[] full = train(Map.of(), A, A);
        double[] part = train(Map.of("adaptation", "layers", "layers", "1"), A, A);
        double[] bias = train(Map.of("adaptation", "bias"), A, A);
        assertThat(part[0]).isCloseTo(full[0], within(1e-6));
        assertThat(bias[0]).isCloseTo(full[0], within(1e-6));
        assertThat(part[1]).isLessThan(part[0]).isNotEqualTo(bias[1]);
        assertThat(bias[1]).isLessThan(bias[0]);
        assertThatThrownBy(() -> open(Map.of("trainable", "q_proj")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("named like q_proj")
                .hasMessageContaining("h.N.attn.c_attn.weight");
        assertThatThrownBy(() -> open(Map.of("adaptation", "layers", "layers", "0,7")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("layers [7]")
                .hasMessageContaining("[0, 1]");
    }

    private double[] train(Map<String, String> settings, String... texts) {
        try (Trainer trainer = open(settings);
                Trainer.Session session = trainer.begin(control)) {
            long[] ids = new long[texts.length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = texts[i].equals(A) ? 0 : 1;
            }
            return losses(session.train(ids, List.of(texts), control)).stream()
                    .mapToDouble(loss -> loss)
                    .toArray();
        }
    }

    private static List<Double> losses(List<Step> steps) {
        return steps.stream().map(Step::loss).toList();
    }

    private static Trainer open(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "learning-rate", "0.01", "threads", "1"));
        settings.putAll(further);
        return new TensorFlowTrainerProvider().open(Settings.of(settings));
    }
}
