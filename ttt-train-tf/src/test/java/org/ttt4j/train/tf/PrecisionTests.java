package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products in bfloat16: near the reference by as much as 8 bits of mantissa allow, and as reproducible as float32. */
class PrecisionTests {

    private static final double RATE = 1e-3;

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void stepsOfRoundedProductsStayNearTheReference(Golden golden) throws IOException {
        int[] ids = golden.ids();
        int[][] inputs = {Arrays.copyOf(ids, ids.length - 1)};
        int[][] targets = {Arrays.copyOfRange(ids, 1, ids.length)};
        double mean = golden.expected.at("/forward/mean_loss").asDouble();
        double norm = golden.expected.at("/gradients/global_norm").asDouble();
        try (LanguageModel model = golden.open("model.safetensors", Precision.BF16)) {
            float[] before = model.losses(inputs, targets);
            assertThat(mean(before)).isCloseTo(mean, within(2e-3 * mean)).isNotCloseTo(mean, within(1e-7 * mean));
            assertThat((double) model.gradientNorm(inputs, targets)).isCloseTo(norm, within(5e-3 * norm));
            for (int i = 1; i <= 3; i++) {
                model.step(inputs, targets, i, RATE);
            }
            assertThat(mean(model.losses(inputs, targets))).isLessThan(mean);
            model.reset();
            assertThat(model.losses(inputs, targets)).containsExactly(before);
        }
    }

    private static double mean(float[] losses) {
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum / losses.length;
    }
}
