package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward, gradients and AdamW against Hugging Face's modelling code on PyTorch, tolerances as in the golden README. */
class GoldenTests {

    private static final Deviations DEVIATIONS = new Deviations();

    @AfterAll
    static void writeDeviations() throws IOException {
        DEVIATIONS.write("golden-deviations.txt");
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void logitsAndLossesAreThoseOfTheReference(Golden golden) throws IOException {
        int[] ids = golden.ids();
        int vocabulary = golden.architecture().vocabulary();
        try (LanguageModel model = golden.open("model.safetensors")) {
            float[] logits = model.logits(new int[][] {ids});
            assertThat(logits).hasSize(100 * vocabulary);
            FloatBuffer wanted = golden.logits();
            assertThat(wanted.remaining()).isEqualTo(golden.rows().length * vocabulary);
            for (int row : golden.rows()) {
                for (int i = 0; i < vocabulary; i++) {
                    DEVIATIONS.absolute(
                            golden, "logits", row + "," + i, logits[row * vocabulary + i], wanted.get(), 2e-5);
                }
            }
            float[] losses = model.losses(inputs(ids), targets(ids));
            double[] nll = Golden.doubles(golden.expected.at("/forward/token_nll"));
            assertThat(losses).hasSize(nll.length);
            for (int i = 0; i < nll.length; i++) {
                DEVIATIONS.absolute(golden, "token_nll", "" + i, losses[i], nll[i], 2e-5);
            }
            relative(golden, "mean_loss", mean(losses), golden.expected.at("/forward/mean_loss"), 2e-6);
            float[] next = model.nextLogits(ids);
            assertThat(next)
                    .containsExactly(Arrays.copyOfRange(logits, 99 * vocabulary, 100 * vocabulary), within(2e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt2_a, f16", "gpt2_a, bf16", "llama_gqa_untied, f16", "llama_gqa_untied, bf16"})
    void halfPrecisionFilesAreWidened(String name, String type) throws IOException {
        Golden golden = Golden.named(name);
        TensorFile file = TensorFile.read(golden.directory.resolve("model.safetensors"));
        String narrow = "model." + type + ".safetensors";
        file.narrowed(type.equals("bf16")).write(golden.directory.resolve(narrow));
        if (name.equals("gpt2_a")) { // the one of which the repository has the reference's own files
            Files.copy(
                    Golden.DIRECTORY.resolve(narrow),
                    golden.directory.resolve(narrow),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        int[] ids = golden.ids();
        try (LanguageModel model = golden.open(narrow)) {
            JsonNode wanted = golden.expected.at("/dtype_variants/" + type);
            double mean = mean(model.losses(inputs(ids), targets(ids)));
            relative(golden, "mean_loss " + type, mean, wanted.get("mean_loss_after_upcast_to_f32"), 2e-6);
            float[] logits = model.nextLogits(ids);
            double[] first = Golden.doubles(wanted.get("last_logits_first16"));
            for (int i = 0; i < first.length; i++) {
                DEVIATIONS.absolute(golden, "logits " + type, "" + i, logits[i], first[i], 2e-5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void gradientsAreThoseOfTheReference(Golden golden) throws IOException {
        int[] ids = golden.ids();
        try (LanguageModel model = golden.open("model.safetensors")) {
            Map<String, float[]> gradients = model.gradients(inputs(ids), targets(ids));
            relative(golden, "global norm", gradients.get("")[0], golden.expected.at("/gradients/global_norm"), 1e-5);
            JsonNode all = golden.expected.at("/gradients/per_parameter");
            assertThat(all.size()).isEqualTo(gradients.size() - 1).isGreaterThan(14);
            for (Map.Entry<String, JsonNode> field : all.properties()) {
                float[] gradient = gradients.get(golden.weight(field.getKey()));
                double norm = field.getValue().get("l2_norm").doubleValue();
                DEVIATIONS.relative(golden, "gradient norms", field.getKey(), norm(gradient), norm, 1e-5);
                double[] first = Golden.doubles(field.getValue().get("first8"));
                for (int i = 0; i < first.length; i++) {
                    assertThat((double) gradient[i]).as(field.getKey()).isCloseTo(first[i], within(2e-6 * norm + 1e-8));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void adamWIsThatOfTorch(Golden golden) throws IOException {
        int[] ids = golden.ids();
        try (LanguageModel model = golden.open("model.safetensors")) {
            for (String rate : new String[] {"0.001", "2e-05"}) {
                model.reset();
                model.zeroMoments();
                JsonNode wanted = golden.expected.at("/adamw/" + rate);
                double[] before = Golden.doubles(wanted.get("loss_before_step"));
                for (int i = 0; i < before.length; i++) {
                    double loss = model.step(inputs(ids), targets(ids), i + 1, Double.parseDouble(rate));
                    String quantity = "loss lr=" + rate + (i < 6 ? " steps 1-5" : " steps 6-20");
                    DEVIATIONS.relative(golden, quantity, "before " + i, loss, before[i], i < 6 ? 1e-5 : 2e-5);
                    JsonNode after = wanted.at("/loss_after_steps/" + (i + 1));
                    if (!after.isMissingNode()) {
                        double mean = mean(model.losses(inputs(ids), targets(ids)));
                        relative(golden, "loss lr=" + rate + " after " + (i + 1), mean, after, i < 5 ? 1e-5 : 2e-5);
                    }
                }
                parameterNorms(golden, model, wanted.get("param_l2_norm_after_last_step"), rate);
            }
        }
    }

    private static void parameterNorms(Golden golden, LanguageModel model, JsonNode wanted, String rate)
            throws IOException {
        Map<String, Double> squares = new HashMap<>();
        try (Fetched weights = model.values(model.architecture().parameters().keySet())) {
            for (String name : model.architecture().parameters().keySet()) {
                weights.of(name).forEach((values, count) -> {
                    double square = 0;
                    for (int i = 0; i < count; i++) {
                        square += (double) values[i] * values[i];
                    }
                    squares.merge(name, square, Double::sum);
                });
            }
        }
        for (Map.Entry<String, JsonNode> field : wanted.properties()) {
            // A bias on keys changes no softmax, or with rotary positions hardly: rounding noise that Adam blows up.
            boolean keyBias = field.getKey().matches(".*(c_attn|k_proj).bias");
            DEVIATIONS.relative(
                    golden,
                    (keyBias ? "norms of key biases lr=" : "parameter norms lr=") + rate,
                    field.getKey(),
                    Math.sqrt(squares.get(golden.weight(field.getKey()))),
                    field.getValue().doubleValue(),
                    keyBias ? 1e-4 : 2e-6);
        }
    }

    private static void relative(Golden golden, String quantity, double found, JsonNode wanted, double tolerance) {
        assertThat(wanted.isNumber()).as(quantity).isTrue();
        DEVIATIONS.relative(golden, quantity, "", found, wanted.doubleValue(), tolerance);
    }

    private static int[][] inputs(int[] ids) {
        return new int[][] {Arrays.copyOf(ids, ids.length - 1)};
    }

    private static int[][] targets(int[] ids) {
        return new int[][] {Arrays.copyOfRange(ids, 1, ids.length)};
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double norm(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }
}
