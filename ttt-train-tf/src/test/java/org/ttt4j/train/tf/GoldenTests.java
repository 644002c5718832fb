package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward, gradients and AdamW against Hugging Face's GPT-2 on PyTorch, tolerances as in the golden README. */
class GoldenTests {

    private static final JsonNode EXPECTED = Golden.EXPECTED;

    private final int[] ids = Golden.ids();
    private final int[][] inputs = {Arrays.copyOf(ids, ids.length - 1)};
    private final int[][] targets = {Arrays.copyOfRange(ids, 1, ids.length)};

    @Test
    void logitsAndLossesAreThoseOfTheReference() throws IOException {
        try (Gpt2Model model = Golden.open("model.safetensors")) {
            float[] logits = model.logits(new int[][] {ids});
            ByteBuffer wanted = ByteBuffer.wrap(Files.readAllBytes(Golden.DIRECTORY.resolve("logits.f32")))
                    .order(ByteOrder.LITTLE_ENDIAN);
            assertThat(logits).hasSize(100 * 257);
            for (float logit : logits) {
                assertThat(logit).isCloseTo(wanted.getFloat(), within(2e-5f));
            }
            float[] losses = model.losses(inputs, targets);
            double[] nll = Golden.doubles(EXPECTED.at("/forward/token_nll"));
            assertThat(losses).hasSize(nll.length);
            double sum = 0;
            for (int i = 0; i < nll.length; i++) {
                assertThat((double) losses[i]).isCloseTo(nll[i], within(2e-5));
                sum += losses[i];
            }
            assertRelative(sum / nll.length, EXPECTED.at("/forward/mean_loss"), 2e-6);
            float[] next = model.nextLogits(ids);
            assertThat(next).containsExactly(Arrays.copyOfRange(logits, 99 * 257, 100 * 257), within(2e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f16", "bf16"})
    void halfPrecisionFilesAreWidened(String type) throws IOException {
        try (Gpt2Model model = Golden.open("model." + type + ".safetensors")) {
            float[] losses = model.losses(inputs, targets);
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            JsonNode wanted = EXPECTED.at("/dtype_variants/" + type);
            assertRelative(sum / losses.length, wanted.get("mean_loss_after_upcast_to_f32"), 2e-6);
            float[] logits = model.nextLogits(ids);
            double[] first = Golden.doubles(wanted.get("last_logits_first16"));
            for (int i = 0; i < first.length; i++) {
                assertThat((double) logits[i]).isCloseTo(first[i], within(2e-5));
            }
        }
    }

    @Test
    void gradientsAreThoseOfTheReference() throws IOException {
        try (Gpt2Model model = Golden.open("model.safetensors")) {
            Map<String, float[]> gradients = model.gradients(inputs, targets);
            assertRelative(gradients.get("")[0], EXPECTED.at("/gradients/global_norm"), 1e-5);
            JsonNode all = EXPECTED.at("/gradients/per_parameter");
            assertThat(all.size()).isEqualTo(gradients.size() - 1).isEqualTo(28);
            all.properties().forEach(field -> {
                float[] gradient = gradients.get(field.getKey().substring("transformer.".length()));
                double norm = field.getValue().get("l2_norm").doubleValue();
                assertThat(norm(gradient)).as(field.getKey()).isCloseTo(norm, withinPercentage(1e-3));
                double[] first = Golden.doubles(field.getValue().get("first8"));
                for (int i = 0; i < first.length; i++) {
                    assertThat((double) gradient[i]).as(field.getKey()).isCloseTo(first[i], within(2e-6 * norm + 1e-8));
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"0.001", "2e-05"})
    void adamWIsThatOfTorch(String rate) throws IOException {
        JsonNode wanted = EXPECTED.at("/adamw/" + rate);
        double[] before = Golden.doubles(wanted.get("loss_before_step"));
        try (Gpt2Model model = Golden.open("model.safetensors")) {
            for (int i = 0; i < before.length; i++) {
                double loss = model.step(inputs, targets, i + 1, Double.parseDouble(rate));
                assertThat(loss).as("step " + i).isCloseTo(before[i], withinPercentage(i < 6 ? 1e-3 : 2e-3));
                JsonNode after = wanted.at("/loss_after_steps/" + (i + 1));
                if (!after.isMissingNode()) {
                    float[] losses = model.losses(inputs, targets);
                    double mean = 0;
                    for (float value : losses) {
                        mean += value / losses.length;
                    }
                    assertRelative(mean, after, i < 5 ? 1e-5 : 2e-5);
                }
            }
            wanted.get("param_l2_norm_after_last_step").properties().forEach(field -> {
                double[] square = {0};
                model.save(field.getKey().substring("transformer.".length()), (values, count) -> {
                    for (int i = 0; i < count; i++) {
                        square[0] += (double) values[i] * values[i];
                    }
                });
                // A bias on the keys changes no softmax: its gradient is rounding noise that Adam blows up to lr.
                boolean keyBias = field.getKey().endsWith("c_attn.bias");
                assertRelative(Math.sqrt(square[0]), field.getValue(), keyBias ? 1e-4 : 2e-6);
            });
        }
    }

    private static double norm(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }

    private static void assertRelative(double found, JsonNode wanted, double relative) {
        assertThat(wanted.isNumber()).isTrue();
        assertThat(found).isCloseTo(wanted.doubleValue(), withinPercentage(100 * relative));
    }
}
