package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** Dropout on the inputs of adapters: in training only, from a seed, and with the gradient of what it computes. */
class LoraDropoutTests {

    private static final String TEXT = "A text to adapt to, and to score after it.";

    @Test
    void masksDropTheirShareAndKeepTheMean() {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Dropping dropping = new Dropping(tf, Dropout.NONE);
            Operand<TFloat32> x = tf.fill(tf.constant(new int[] {400, 250}), tf.constant(1f));
            Operand<TFloat32> first = dropping.mask(x, 0.25);
            Operand<TFloat32> second = dropping.mask(x, 0.25);
            float[] mask = mask(session, dropping, first, 3);
            int zeros = 0;
            for (float value : mask) {
                assertThat(value).isIn(0f, 1 / 0.75f);
                zeros += value == 0 ? 1 : 0;
            }
            double deviation = Math.sqrt(0.25 * 0.75 / mask.length);
            assertThat((double) zeros / mask.length).isCloseTo(0.25, within(5 * deviation));
            assertThat(mask(session, dropping, first, 3)).isEqualTo(mask);
            assertThat(mask(session, dropping, first, 4)).isNotEqualTo(mask);
            assertThat(mask(session, dropping, second, 3)).isNotEqualTo(mask);
            assertThat(mask(session, dropping, first, 0)).containsOnly(1f);
        }
    }

    @Test
    void gradientsAreSlopesOfTheLossUnderTheSameMasks() throws Exception {
        Golden golden = Golden.named("llama_gqa_untied");
        Lora lora = new Lora(4, 8, List.of("q", "v", "down"));
        Dropout dropout = Dropout.NONE.withAdapter(0.3);
        Recipe recipe = new Recipe(new Sgd(0, 0, 0), Trainable.ALL, true, dropout, 0, Device.AUTO, Precision.FLOAT32);
        int[] ids = golden.ids();
        int[][] inputs = {Arrays.copyOf(ids, 19)};
        int[][] targets = {Arrays.copyOfRange(ids, 1, 20)};
        Pass pass = new Pass(0, 5);
        try (LanguageModel model = LanguageModel.open(golden.architecture(), lora, recipe, 1);
                WeightFiles files =
                        ModelDirectory.of(golden.directory.toString()).weights()) {
            lora.loadInitial(model);
            Map<String, float[]> base = new HashMap<>();
            lora.parameters(golden.architecture()).forEach((name, shape) -> { // B that is not zero, and A
                float[] values = new float[(int) Shapes.elements(shape)];
                for (int i = 0; i < values.length; i++) {
                    values[i] = 0.1f * (float) Math.sin(i + name.length());
                }
                base.put(name, values);
            });
            TinyModel.load(model, base);
            WeightMap.load(files, WeightMap.match(files, golden.architecture(), "golden"), model);
            model.clearHeld();
            model.step(inputs, targets, pass, 1, 1); // descent at rate 1: the weights lose their gradients
            Map<String, float[]> after = TinyModel.values(model, base);
            model.reset();
            base.forEach((name, values) -> {
                float[] gradient = values.clone();
                double square = 0;
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] -= after.get(name)[i];
                    square += (double) gradient[i] * gradient[i];
                }
                double step = 0.01 / Math.sqrt(square);
                double rise = loss(model, name, base, gradient, step, inputs, targets, pass)
                        - loss(model, name, base, gradient, -step, inputs, targets, pass);
                assertThat(rise / (2 * step)).as(name).isCloseTo(square, within(1e-2 * square));
            });
        }
    }

    @Test
    void scoresHaveNoneAndTheSeedDecides() {
        List<Double> plain = outcome("0", "1");
        List<Double> dropped = outcome("0.4", "1");
        assertThat(dropped.get(0)).as("before training").isEqualTo(plain.get(0));
        assertThat(dropped.subList(0, 3)).as("after a reset").isEqualTo(dropped.subList(3, 6));
        assertThat(outcome("0.4", "1")).as("once more").isEqualTo(dropped);
        assertThat(outcome("0.4", "2")).as("another seed").doesNotContain(dropped.get(1), dropped.get(2));
        assertThat(plain).as("without").doesNotContain(dropped.get(1), dropped.get(2));
    }

    /** Bits, loss of the last step and bits after training; the same again after a reset. */
    private static List<Double> outcome(String dropout, String seed) {
        RunControl control = RunControl.silent();
        Double[] seen = new Double[6];
        Map<String, String> settings =
                new HashMap<>(Map.of("model", Golden.DIRECTORY.toString(), "tokenizer", "bytes"));
        settings.putAll(Map.of("threads", "1", "learning-rate", "0.01", "adaptation", "lora"));
        settings.putAll(Map.of("lora-dropout", dropout, "dropout-seed", seed));
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(settings));
                Trainer.Session session = trainer.begin(control)) {
            for (int round = 0; round < 2; round++) {
                seen[3 * round] = session.score(List.of(TEXT), control).get(0).bits();
                List<Step> steps = session.train(new long[] {1, 2, 3}, List.of(TEXT, TEXT, TEXT), control);
                seen[3 * round + 1] = steps.get(2).loss();
                seen[3 * round + 2] =
                        session.score(List.of(TEXT), control).get(0).bits();
                session.reset();
            }
        }
        return List.of(seen);
    }

    /** The loss of a training run with a weight moved along a direction. */
    private static double loss(
            LanguageModel model,
            String name,
            Map<String, float[]> weights,
            float[] direction,
            double step,
            int[][] inputs,
            int[][] targets,
            Pass pass) {
        float[] moved = weights.get(name).clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (step * direction[i]);
        }
        TinyModel.load(model, weights, name, moved);
        model.reset();
        return model.hold(inputs, targets, pass);
    }

    private static float[] mask(Session session, Dropping dropping, Operand<TFloat32> mask, int seed) {
        try (NativeCall call = new NativeCall(new Lease(session))) {
            return call.feed(dropping.seed, seed).fetch(mask).run().floats(0);
        }
    }
}
