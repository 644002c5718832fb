package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ModelCheck;
import org.ttt4j.api.Models;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;

/** {@link Models#check} against Hugging Face's code and PEFT's convention on PyTorch. */
class PortCheckTests {

    private static final Deviations DEVIATIONS = new Deviations();

    private final Models models = new TensorFlowTrainerProvider()
            .openModels(Settings.of(Map.of("threads", "1")))
            .orElseThrow();

    @TempDir
    private Path directory;

    @AfterAll
    static void writeDeviations() throws IOException {
        DEVIATIONS.write("golden-deviations-check.txt");
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void everyFamilyIsThatOfTheReference(Golden golden) {
        ModelCheck.Report report = check(golden, 20, Optional.empty());
        JsonNode wanted = golden.expected;
        assertThat(report.parameters()).isEqualTo(wanted.get("n_params").longValue());
        relative(golden, "mean loss", report.meanLoss(), wanted.at("/forward/mean_loss"), 2e-6);
        relative(golden, "global norm", report.globalNorm(), wanted.at("/gradients/global_norm"), 1e-5);
        double[] nll = Golden.doubles(wanted.at("/forward/token_nll"));
        assertThat(report.tokenNll()).hasSize(nll.length);
        for (int i = 0; i < nll.length; i++) {
            DEVIATIONS.absolute(golden, "token nll", "" + i, report.tokenNll().get(i), nll[i], 2e-5);
        }
        losses(
                golden,
                report,
                wanted.at("/adamw/0.001/loss_before_step"),
                wanted.at("/adamw/0.001/loss_after_steps/20"));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2_a, q_v, q+v, ''",
        "gpt2_a, q_v, c_attn.q+attn.c_attn.v, ''",
        "gpt2_a, fused_c_attn, c_attn, _fused_c_attn",
        "llama_gqa_untied, q_v, q_proj+v_proj, ''",
        "llama_rope_llama3_tied, q_v, self_attn.q_proj+v, ''",
        "gptneo_local_global, q_v, q+v, ''"
    })
    void adaptersAreThoseOfPeft(String name, String section, String targets, String file) throws IOException {
        Golden golden = Golden.named(name);
        JsonNode wanted = golden.expected.at("/lora/" + section);
        ModelCheck.Report report = check(golden, 5, adapters(targets, init(name, "lora_init" + file)));
        assertThat(report.parameters())
                .isEqualTo(wanted.get("trainable_parameters").longValue());
        relative(golden, section + " norm", report.globalNorm(), wanted.at("/grad_norm_before_clip/0"), 1e-5);
        losses(golden, report, wanted.get("loss_before_step"), wanted.get("loss_after_5"));

        ModelCheck.Report other = check(golden, 0, adapters(targets, init(name, "lora_nonzero" + file)));
        relative(golden, section + " others", other.meanLoss(), wanted.get("loss_with_lora_nonzero"), 2e-6);
        assertThat(other.losses()).containsExactly(other.meanLoss());
    }

    @Test
    void withoutAFileAdaptersBeginAtTheBase() {
        Golden golden = Golden.named("gpt2_a");
        ModelCheck.Report base = check(golden, 0, Optional.empty());
        ModelCheck.Report report = check(golden, 1, adapters("c_fc", Optional.empty()));
        assertThat(report.tokenNll()).isEqualTo(base.tokenNll());
        assertThat(report.losses().get(1)).isLessThan(report.losses().get(0));
    }

    @Test
    void idsThatDoNotFitAreNamed() {
        Golden golden = Golden.named("gpt2_a");
        refuses(golden, List.of(1, 257), "found token id 257 at place 1", "0 to 256");
        refuses(golden, List.of(-1, 1), "found token id -1 at place 0");
        refuses(golden, Collections.nCopies(129, 5), "found 129 token ids", "128 positions");
        assertThatThrownBy(() -> plan(List.of(5), 1, Optional.empty())).hasMessageContaining("found 1 token ids");
    }

    @Test
    void adapterFilesAreCoveredBothWays() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Optional<Path> fused = init("gpt2_a", "lora_init_fused_c_attn");
        assertThatThrownBy(() -> check(golden, 0, adapters("q", fused)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("surplus base_model.model.transformer.h.0.attn.c_attn.lora_A.weight")
                .hasMessageContaining("missing h.1.attn.c_attn.q.lora_B.weight");
        ModelCheck.Adapters wide = new ModelCheck.Adapters(8, 8, List.of("c_attn"), fused);
        assertThatThrownBy(() -> check(golden, 0, Optional.of(wide)))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("has shape [4, 64] instead of [8, 64]");
        assertThatThrownBy(() -> check(golden, 0, adapters("c_attn", Optional.of(directory.resolve("none")))))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("none: not found");
        assertThatThrownBy(() -> check(golden, 0, adapters("query_key_value", Optional.empty())))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("query_key_value, wanted all-linear or some of c_attn, c_fc");
    }

    @Test
    void aDeviceThatIsNotThereIsAnError() {
        Golden golden = Golden.named("gpt2_a");
        Models there = new TensorFlowTrainerProvider()
                .openModels(Settings.of(Map.of("threads", "1", "device", "cuda:99")))
                .orElseThrow();
        ModelCheck.Plan plan = plan(ids(golden), 0, Optional.empty());
        assertThatThrownBy(() -> there.check(golden.directory.toString(), plan, RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found no GPU 99");
    }

    @Test
    void aLossThatIsNotFiniteIsAnError() {
        Golden golden = Golden.named("gpt2_a");
        ModelCheck.Plan wild = new ModelCheck.Plan(ids(golden), 5, 1e30, Optional.empty());
        assertThatThrownBy(() -> models.check(golden.directory.toString(), wild, RunControl.silent()))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("1.0E30");
    }

    @Test
    void stopsBetweenSteps() {
        Golden golden = Golden.named("gpt2_a");
        RunControl[] control = new RunControl[1];
        control[0] = RunControl.reportingTo(event -> control[0].cancel());
        ModelCheck.Plan plan = plan(ids(golden), 1000, Optional.empty());
        assertThatThrownBy(() -> models.check(golden.directory.toString(), plan, control[0]))
                .isInstanceOf(CancellationException.class);
    }

    private ModelCheck.Report check(Golden golden, int steps, Optional<ModelCheck.Adapters> adapters) {
        return models.check(golden.directory.toString(), plan(ids(golden), steps, adapters), RunControl.silent());
    }

    private void refuses(Golden golden, List<Integer> ids, String... words) {
        ModelCheck.Plan plan = plan(ids, 0, Optional.empty());
        assertThatThrownBy(() -> models.check(golden.directory.toString(), plan, RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(words);
    }

    private Optional<Path> init(String name, String file) throws IOException {
        Path copy = directory.resolve(file + ".safetensors");
        try (var in = Golden.class.getResourceAsStream(name + "/" + copy.getFileName())) {
            Files.write(copy, in.readAllBytes());
        }
        return Optional.of(copy);
    }

    private static void losses(Golden golden, ModelCheck.Report report, JsonNode before, JsonNode last) {
        List<JsonNode> wanted = new ArrayList<>();
        before.forEach(wanted::add);
        wanted.add(last);
        assertThat(report.losses()).hasSize(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            relative(golden, "loss after " + i, report.losses().get(i), wanted.get(i), i < 6 ? 1e-5 : 2e-5);
        }
    }

    private static void relative(Golden golden, String quantity, double found, JsonNode wanted, double tolerance) {
        assertThat(wanted.isNumber()).as(quantity).isTrue();
        DEVIATIONS.relative(golden, quantity, "", found, wanted.doubleValue(), tolerance);
    }

    private static Optional<ModelCheck.Adapters> adapters(String targets, Optional<Path> init) {
        return Optional.of(new ModelCheck.Adapters(4, 8, List.of(targets.split("\\+")), init));
    }

    private static ModelCheck.Plan plan(List<Integer> ids, int steps, Optional<ModelCheck.Adapters> adapters) {
        return new ModelCheck.Plan(ids, steps, 1e-3, adapters);
    }

    private static List<Integer> ids(Golden golden) {
        return Arrays.stream(golden.ids()).boxed().toList();
    }
}
