package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The hand-written backward pass against central differences of a float64 model, and batches against single rows. */
class GradientTests {

    private static final Gpt2 CONFIG = new Gpt2(2, 12, 3, 40, 9, 17, 1e-5f, 16);

    private final Random random = new Random(5);
    private final Map<String, double[]> weights = weights();

    @Test
    void gradientsAreSlopesOfTheFloat64Loss() {
        ReferenceGpt2 reference = new ReferenceGpt2(CONFIG, weights);
        int[] ids = ids(8);
        try (LanguageModel model = open()) {
            Map<String, float[]> gradients = model.gradients(inputs(ids), targets(ids));
            float[] losses = model.losses(inputs(ids), targets(ids));
            double mean = 0;
            for (float loss : losses) {
                mean += loss / losses.length;
            }
            assertThat(mean).isCloseTo(reference.loss(ids), within(2e-6));
            int checked = 0;
            for (Map.Entry<String, double[]> weight : weights.entrySet()) {
                float[] gradient = gradients.get(weight.getKey());
                double[] values = weight.getValue();
                for (int k = 0; k < Math.min(values.length, 12); k++) {
                    int i = k * 7919 % values.length;
                    double kept = values[i];
                    values[i] = kept + 1e-5;
                    double above = reference.loss(ids);
                    values[i] = kept - 1e-5;
                    double below = reference.loss(ids);
                    values[i] = kept;
                    // 1e-5 squared times the third derivative, and float32 rounding of a gradient of order 1
                    assertThat((double) gradient[i])
                            .as(weight.getKey() + "[" + i + "]")
                            .isCloseTo((above - below) / 2e-5, within(3e-6));
                    checked++;
                }
            }
            assertThat(checked).isGreaterThan(250);
        }
    }

    @Test
    void gradientOfABatchIsTheMeanOverItsRows() {
        int[] a = ids(7);
        int[] b = ids(7);
        try (LanguageModel model = open()) {
            Map<String, float[]> together = model.gradients(
                    new int[][] {inputs(a)[0], inputs(b)[0]}, new int[][] {targets(a)[0], targets(b)[0]});
            Map<String, float[]> first = model.gradients(inputs(a), targets(a));
            Map<String, float[]> second = model.gradients(inputs(b), targets(b));
            for (String name : weights.keySet()) {
                float[] mean = new float[first.get(name).length];
                for (int i = 0; i < mean.length; i++) {
                    mean[i] = (first.get(name)[i] + second.get(name)[i]) / 2;
                }
                assertThat(together.get(name)).as(name).containsExactly(mean, within(1e-6f));
            }
        }
    }

    private LanguageModel open() {
        LanguageModel model = LanguageModel.open(CONFIG, AdamW.testTime(), 1);
        Map<String, float[]> all = new TreeMap<>();
        weights.forEach((name, values) -> {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            all.put(name, floats);
        });
        TinyModel.load(model, all);
        model.reset();
        return model;
    }

    private Map<String, double[]> weights() {
        Map<String, double[]> all = new TreeMap<>();
        CONFIG.parameters().forEach((name, shape) -> {
            double[] values = new double[(int) Shapes.elements(shape)];
            boolean gain = name.contains("ln_") && name.endsWith("weight");
            // exactly representable in float32, so that both models have the same weights
            Arrays.setAll(values, i -> (float) ((gain ? 1 : 0) + 0.3 * random.nextGaussian()));
            all.put(name, values);
        });
        return all;
    }

    private int[] ids(int count) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(random.nextInt(CONFIG.vocabulary()));
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[][] inputs(int[] ids) {
        return new int[][] {Arrays.copyOf(ids, ids.length - 1)};
    }

    private static int[][] targets(int[] ids) {
        return new int[][] {Arrays.copyOfRange(ids, 1, ids.length)};
    }
}
