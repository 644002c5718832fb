package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hand-written backward passes against slopes of the model's own loss, for each weight along a random direction, on two
 * sequences at once, with the options that the golden checkpoints leave out.
 */
class FamilyGradientTests {

    private static final int VOCABULARY = 17;
    private static final Rope PLAIN = new Rope(100, Rope.Scaling.DEFAULT, 1, 1, 1, 1);

    private final Random random = new Random(7);

    static Stream<Architecture> architectures() {
        Rope llama3 = new Rope(100, Rope.Scaling.LLAMA3, 8, 1, 4, 16);
        Rope linear = new Rope(100, Rope.Scaling.LINEAR, 2, 1, 1, 1);
        return Stream.of(
                new Llama(sizes(6, 2, 10, false), llama3, true, true),
                new Llama(sizes(3, 1, 4, true), linear, false, false),
                new Qwen2(sizes(4, 4, 4, false), PLAIN),
                new Phi3(sizes(4, 2, 4, true), PLAIN, 3),
                new Gemma2(sizes(4, 2, 6, true), PLAIN, 9, 3, 2, 3, true),
                new Gemma2(sizes(2, 2, 6, false), PLAIN, 4, 5, 0, 0, false),
                new GptNeo(12, 3, 20, 9, VOCABULARY, 1e-5f, 16, List.of(0, 3)),
                new Gpt2(2, 12, 3, 40, 9, VOCABULARY, 1e-5f, 16));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientsAreSlopes(Architecture architecture) {
        check(architecture, Lora.NONE);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void gradientsOfAdaptersAreSlopes(Architecture architecture) {
        List<String> targets = architecture instanceof Phi3
                ? List.of("q", "v", "o", "qkv", "up")
                : architecture instanceof Gpt2 ? List.of("k", "v", "c_attn", "c_fc") : List.of("q", "v", "k");
        check(architecture, new Lora(2, 3, targets));
    }

    private void check(Architecture architecture, Lora lora) {
        Map<String, float[]> weights = weights(architecture.parameters());
        Map<String, float[]> adapters = weights(lora.parameters(architecture));
        Map<String, float[]> trained = adapters.isEmpty() ? weights : adapters;
        int[][] inputs = {ids(7), ids(7)};
        int[][] targets = {ids(7), ids(7)};
        try (LanguageModel model = LanguageModel.open(architecture, lora, Recipe.of(AdamW.testTime()), 1)) {
            TinyModel.load(model, adapters);
            TinyModel.load(model, weights);
            model.reset();
            Map<String, float[]> gradients = model.gradients(inputs, targets);
            assertThat(gradients).hasSize(trained.size() + 1);
            double largest = 0;
            for (String name : trained.keySet()) {
                float[] direction = direction(trained.get(name).length);
                double slope = 0;
                for (int i = 0; i < direction.length; i++) {
                    slope += (double) direction[i] * gradients.get(name)[i];
                }
                double near = slope(model, name, trained, direction, 0.005, inputs, targets);
                double far = slope(model, name, trained, direction, 0.01, inputs, targets);
                // Richardson: what is left is of fourth order in the step, and rounding of a loss of order 3
                assertThat((4 * near - far) / 3).as(name).isCloseTo(slope, within(1e-4));
                largest = Math.max(largest, Math.abs(slope));
            }
            assertThat(largest).isGreaterThan(0.03);
        }
    }

    private static double slope(
            LanguageModel model,
            String name,
            Map<String, float[]> weights,
            float[] direction,
            double step,
            int[][] inputs,
            int[][] targets) {
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            float[] moved = weights.get(name).clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] = (float) (moved[i] + (side == 0 ? step : -step) * direction[i]);
            }
            TinyModel.load(model, weights, name, moved);
            model.reset();
            for (float loss : model.losses(inputs, targets)) {
                losses[side] += loss / (double) (inputs.length * inputs[0].length);
            }
        }
        return (losses[0] - losses[1]) / (2 * step);
    }

    private static Sizes sizes(int heads, int keyValueHeads, int perHead, boolean tied) {
        return new Sizes(2, 12, heads, keyValueHeads, perHead, 20, 9, VOCABULARY, 1e-5f, 16, tied);
    }

    private Map<String, float[]> weights(Map<String, long[]> shapes) {
        Map<String, float[]> all = new HashMap<>();
        shapes.forEach((name, shape) -> {
            float[] values = new float[(int) Shapes.elements(shape)];
            double base = shape.length == 1 && name.endsWith("weight") ? 1 : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (base + 0.3 * random.nextGaussian());
            }
            all.put(name, values);
        });
        return all;
    }

    /** Of length 1. */
    private float[] direction(int size) {
        float[] direction = new float[size];
        double square = 0;
        for (int i = 0; i < size; i++) {
            direction[i] = (float) random.nextGaussian();
            square += direction[i] * direction[i];
        }
        for (int i = 0; i < size; i++) {
            direction[i] /= (float) Math.sqrt(square);
        }
        return direction;
    }

    private int[] ids(int count) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(random.nextInt(VOCABULARY));
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
