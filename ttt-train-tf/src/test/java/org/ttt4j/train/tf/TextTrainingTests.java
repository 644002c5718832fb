package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
                assertThat(held.hold(inputs, targets, Pass.PLAIN)).isCloseTo(loss, within(1e-6));
                held.stepHeld(1, number, 0.01);
            }
            assertSame(tiny.values(held), tiny.values(direct));
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
            apart.hold(a, b, Pass.PLAIN);
            apart.hold(b, a, Pass.PLAIN);
            apart.stepHeld(0.5, 1, 0.1);
            assertSame(tiny.values(apart), tiny.values(together));
        }
    }

    private static void assertSame(Map<String, float[]> found, Map<String, float[]> wanted) {
        wanted.forEach((name, values) -> assertThat(found.get(name)).as(name).containsExactly(values, within(1e-6f)));
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

    @Test
    void whatIsSkippedHasNoPartInTheGradient() {
        int[][] inputs = tiny.ids(8);
        int[][] targets = tiny.ids(8);
        Recipe plain = Recipe.of(new Sgd(0, 0, 0), Trainable.ALL, true);
        try (LanguageModel model = tiny.open(plain)) {
            Map<String, float[]> whole = model.gradients(inputs, targets);
            // Nothing sees what comes after it: the first three targets alone are a shorter sequence.
            Map<String, float[]> first = model.gradients(
                    new int[][] {Arrays.copyOf(inputs[0], 3)}, new int[][] {Arrays.copyOf(targets[0], 3)});
            float[] losses = model.losses(inputs, targets);
            double mean = 0;
            for (int i = 3; i < 8; i++) {
                mean += losses[i] / 5.0;
            }
            model.clearHeld();
            assertThat(model.hold(inputs, targets, new Pass(3, 0))).isCloseTo(mean, within(1e-6));
            model.stepHeld(1, 1, 1);
            checkMasked(model, whole, first);
            model.reset();
            assertThat(model.step(inputs, targets, new Pass(3, 0), 1, 1)).isCloseTo(mean, within(1e-6));
            checkMasked(model, whole, first);
        }
    }

    private void checkMasked(LanguageModel model, Map<String, float[]> whole, Map<String, float[]> first) {
        Map<String, float[]> values = tiny.values(model);
        tiny.weights.forEach((name, base) -> {
            float[] now = values.get(name);
            for (int i = 0; i < base.length; i++) {
                double wanted = (8 * whole.get(name)[i] - 3 * first.get(name)[i]) / 5.0;
                assertThat((double) base[i] - now[i]).as(name + "[" + i + "]").isCloseTo(wanted, within(3e-6));
            }
        });
    }

    @Test
    void onlyAnswersAreLearned() {
        try (Trainer trainer = open(Map.of());
                Trainer.Session session = trainer.begin(control)) {
            List<Double> whole = losses(session.train(new long[] {1, 2}, List.of(A, B), control));
            session.reset();
            assertThat(losses(session.trainAnswers(new long[] {1, 2}, List.of(A, B), new int[2], control)))
                    .isEqualTo(whole);
            session.reset();
            List<Double> answers =
                    losses(session.trainAnswers(new long[] {1, 2}, List.of(A, B), new int[] {10, 5}, control));
            assertThat(answers).hasSize(2).isNotEqualTo(whole);
            assertThat(session.trainAnswers(new long[] {1}, List.of(A), new int[] {A.length()}, control))
                    .isEmpty();
            String prompt = "x".repeat(200); // longer than a context of 128: no step for the chunk of prompt alone
            assertThat(session.trainAnswers(new long[] {1}, List.of(prompt + A), new int[] {200}, control))
                    .hasSize(1);
            assertThatThrownBy(() -> session.trainAnswers(new long[] {1}, List.of(A), new int[] {99}, control))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("99 characters")
                    .hasMessageContaining("44");
            assertThatThrownBy(() -> session.trainAnswers(new long[] {1}, List.of(A), new int[0], control))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 prompts");
            try (Trainer marked = open(Map.of("answer-after", "quick bro"));
                    Trainer.Session other = marked.begin(control)) {
                assertThat(losses(other.train(new long[] {1}, List.of(A), control)))
                        .isEqualTo(lossesOfOne(session, 13));
                other.reset();
                assertThat(losses(other.train(new long[] {2}, List.of(B), control)))
                        .as("without the mark")
                        .isEqualTo(losses(other.trainAnswers(new long[] {2}, List.of(B), new int[1], reset(other))));
            }
        }
    }

    private List<Double> lossesOfOne(Trainer.Session session, int promptChars) {
        return losses(session.trainAnswers(new long[] {1}, List.of(A), new int[] {promptChars}, reset(session)));
    }

    private RunControl reset(Trainer.Session session) {
        session.reset();
        return control;
    }

    @Test
    void trainingStopsWhenItIsEnough() {
        double[] all = train(Map.of(), A, A, A, A, A, A);
        double enough = (all[2] + all[3]) / 2;
        Map<String, String> rule = Map.of("stop-loss", Double.toString(enough));
        assertThat(train(rule, A, A, A, A, A, A)).containsExactly(Arrays.copyOf(all, 4));
        try (Trainer trainer = open(rule);
                Trainer.Session session = trainer.begin(control)) {
            assertThat(session.train(new long[] {0, 0, 0}, List.of(A, A, A), control))
                    .hasSize(3);
            assertThat(session.train(new long[] {0, 0, 0}, List.of(A, A, A), control))
                    .hasSize(1);
            assertThat(session.train(new long[] {0}, List.of(A), control))
                    .as("for good")
                    .isEmpty();
            session.reset();
            assertThat(session.train(new long[] {0}, List.of(A), control)).hasSize(1);
        }
    }

    @Test
    void patienceCountsTextsWithoutANewLowest() {
        Stopping stopping = new Stopping(new Stopping.Rule(0.5, 2));
        for (double loss : new double[] {3, 4, 2, 2}) {
            stopping.after(loss);
            assertThat(stopping.stopped()).isFalse();
        }
        stopping.after(2.5);
        assertThat(stopping.stopped()).isTrue();
        stopping.after(1);
        assertThat(stopping.stopped()).as("for good").isTrue();
        stopping.reset();
        stopping.after(5);
        assertThat(stopping.stopped()).isFalse();
        stopping.after(0.5);
        assertThat(stopping.stopped()).isTrue();
        Stopping never = new Stopping(Stopping.Rule.NEVER);
        for (int i = 0; i < 100; i++) {
            never.after(i + 1);
        }
        never.after(0); // the least a loss can be, and what the rule has for no bound
        assertThat(never.stopped()).isFalse();
        assertThatThrownBy(() -> new Stopping.Rule(-1, 0)).hasMessageContaining("-1.0");
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
