package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Low-rank adapters against PEFT's convention on Hugging Face's modelling code. */
class LoraGoldenTests {

    private static final Deviations DEVIATIONS = new Deviations();
    private static final String TEXT = "A text to adapt to, and to score after it.";

    @AfterAll
    static void writeDeviations() throws IOException {
        DEVIATIONS.write("golden-deviations-lora.txt");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2_a, q_v, q v, ''",
        "gpt2_a, fused_c_attn, c_attn, _fused_c_attn",
        "llama_gqa_untied, q_v, q_proj v_proj, ''",
        "llama_rope_llama3_tied, q_v, q v, ''",
        "gptneo_local_global, q_v, q v, ''"
    })
    void trainsAsTheReference(String name, String section, String targets, String file) throws IOException {
        Golden golden = Golden.named(name);
        JsonNode wanted = golden.expected.at("/lora/" + section);
        Lora lora = new Lora(4, 8, List.of(targets.split(" ")));
        long weights = lora.parameters(golden.architecture()).values().stream()
                .mapToLong(Shapes::elements)
                .sum();
        assertThat(weights).isEqualTo(wanted.get("trainable_parameters").longValue());
        int[] ids = golden.ids();
        int[][] inputs = {Arrays.copyOf(ids, ids.length - 1)};
        int[][] targetIds = {Arrays.copyOfRange(ids, 1, ids.length)};
        try (LanguageModel model = golden.open(lora, "lora_init" + file + ".safetensors")) {
            double[] losses = Golden.doubles(wanted.get("loss_before_step"));
            double[] norms = Golden.doubles(wanted.get("grad_norm_before_clip"));
            for (int i = 0; i < losses.length; i++) {
                double norm = model.gradients(inputs, targetIds).get("")[0];
                DEVIATIONS.relative(golden, section + " norms", "" + i, norm, norms[i], 1e-5);
                double loss = model.step(inputs, targetIds, i + 1, 1e-3);
                DEVIATIONS.relative(golden, section + " losses", "before " + i, loss, losses[i], 2e-6);
            }
            double after = mean(model.losses(inputs, targetIds));
            DEVIATIONS.relative(golden, section + " losses", "after 5", after, number(wanted, "loss_after_5"), 2e-6);
        }
        try (LanguageModel model = golden.open(lora, "lora_nonzero" + file + ".safetensors")) {
            double loss = mean(model.losses(inputs, targetIds));
            double other = number(wanted, "loss_with_lora_nonzero");
            DEVIATIONS.relative(golden, section + " losses", "of other adapters", loss, other, 2e-6);
            double[] first = Golden.doubles(wanted.get("last_logits_first8_with_lora_nonzero"));
            float[] logits = model.nextLogits(ids);
            for (int i = 0; i < first.length; i++) {
                DEVIATIONS.absolute(golden, section + " logits", "" + i, logits[i], first[i], 2e-5);
            }
        }
    }

    @Test
    void sessionsStartFromTheBaseAndReturnToIt() {
        Golden golden = Golden.named("phi3_sliding");
        double base = scores(golden, Map.of(), false)[0];
        double[] lora = scores(golden, Map.of("adaptation", "lora", "lora-targets", "q+v+gate+down"), true);
        assertThat(lora[0]).isEqualTo(base);
        assertThat(lora[1]).isLessThan(base);
        assertThat(lora[2]).isEqualTo(base);
        assertThat(lora[3]).isEqualTo(lora[1]);
    }

    @Test
    void targetsThatMatchNothingListTheNames() {
        Golden golden = Golden.named("phi3_sliding");
        assertThatThrownBy(() -> scores(golden, Map.of("adaptation", "lora", "lora-targets", "q+c_fc"), false))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(
                        "found no linear layer of a block for the LoRA target c_fc, wanted all-linear or some of"
                                + " down_proj, gate, gate_up_proj, k, o_proj, q, qkv_proj, up, v");
    }

    @Test
    void allLinearIsEveryWholeLayerOfTheBlocks() throws IOException {
        Golden golden = Golden.named("phi3_sliding");
        Lora named = new Lora(4, 8, List.of("qkv", "o", "gate_up", "down"));
        Lora all = new Lora(4, 8, List.of("all-linear"));
        assertThat(all.adapters(golden.architecture())).isEqualTo(named.adapters(golden.architecture()));
        Lora head = new Lora(4, 8, List.of("lm_head"));
        Architecture untied = Golden.named("llama_gqa_untied").architecture();
        assertThatThrownBy(() -> head.adapters(untied))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("of a block for the LoRA target lm_head");
    }

    /** Bits before a step, after it, after a reset, and after the step again. */
    private static double[] scores(Golden golden, Map<String, String> settings, boolean train) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(Map.of(
                "model", golden.directory.toString(), "tokenizer", "bytes", "threads", "1", "learning-rate", "0.01"));
        double[] bits = new double[4];
        RunControl control = RunControl.silent();
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(all));
                Trainer.Session session = trainer.begin(control)) {
            for (int i = 0; i < bits.length; i++) {
                if (train && i == 2) {
                    session.reset();
                } else if (train && i > 0) {
                    session.train(new long[] {1}, List.of(TEXT), control);
                }
                bits[i] = session.score(List.of(TEXT), control).get(0).bits();
            }
        }
        return bits;
    }

    private static double number(JsonNode wanted, String key) {
        assertThat(wanted.get(key).isNumber()).isTrue();
        return wanted.get(key).doubleValue();
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
