package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Adapters written as PEFT reads them, and read as PEFT writes them. */
class PeftAdapterTests {

    private static final String TEXT = "A text to adapt to, and to score after it.";

    private final RunControl control = RunControl.silent();

    @TempDir
    private Path parent;

    @ParameterizedTest
    @CsvSource({
        "gpt2_a, c_attn",
        "gpt2_a, attn.c_proj+c_fc",
        "gptneo_local_global, q+v",
        "llama_gqa_untied, q_proj+v+down",
        "qwen2_qkvbias, 0.self_attn.k+1.mlp.gate",
        "phi3_sliding, qkv_proj+o",
        "gemma2_softcap, q+v"
    })
    void whatIsSavedIsLoadedWithTheSameBits(String name, String targets) {
        Golden golden = Golden.named(name);
        double[] saved = trainAndSave(golden, targets, parent.resolve("adapter"));
        assertThat(saved[1]).isLessThan(saved[0]);
        double[] loaded = scores(golden, Map.of("adaptation", "lora", "adapter", parent.resolve("adapter") + ""));
        assertThat(loaded[0]).isEqualTo(saved[1]);
        assertThat(loaded[1]).as("trained further").isLessThan(loaded[0]);
        assertThat(loaded[2]).as("reset").isEqualTo(loaded[0]);
    }

    @ParameterizedTest
    @CsvSource({"gpt2_a, q+v", "gpt2_a, q+v+c_attn+mlp.c_proj", "phi3_sliding, q+k+gate+down"})
    void partsOfFusedLayersAreSavedAsOneAdapterThatComputesTheSame(String name, String targets) {
        Golden golden = Golden.named(name);
        double[] saved = trainAndSave(golden, targets, parent.resolve("adapter"));
        double[] loaded = scores(golden, Map.of("adaptation", "lora", "adapter", parent.resolve("adapter") + ""));
        assertThat(loaded[0]).isCloseTo(saved[1], within(1e-6 * saved[1])).isLessThan(saved[0] * (1 - 1e-4));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2_a, c_attn, lora_init_fused_c_attn",
        "gptneo_local_global, q+v, lora_init",
        "llama_gqa_untied, q+v, lora_init"
    })
    void namesShapesAndConfigAreThoseOfPeft(String name, String targets, String like) throws IOException {
        Golden golden = Golden.named(name);
        Path saved = parent.resolve("adapter");
        trainAndSave(golden, targets, saved);
        Map<String, List<Long>> wanted = shapes(golden.resource(like + ".safetensors"));
        assertThat(shapes(saved.resolve("adapter_model.safetensors"))).isEqualTo(wanted);
        JsonNode config =
                new ObjectMapper().readTree(saved.resolve("adapter_config.json").toFile());
        assertThat(config.get("peft_type").textValue()).isEqualTo("LORA");
        assertThat(config.get("task_type").textValue()).isEqualTo("CAUSAL_LM");
        assertThat(config.get("r").intValue()).isEqualTo(4);
        assertThat(config.get("lora_alpha").intValue()).isEqualTo(8);
        assertThat(config.get("bias").textValue()).isEqualTo("none");
        assertThat(config.get("fan_in_fan_out").booleanValue()).isEqualTo(name.equals("gpt2_a"));
        assertThat(config.get("base_model_name_or_path").textValue()).isEqualTo(golden.directory.toString());
        TreeSet<String> modules = new TreeSet<>();
        config.get("target_modules").forEach(module -> modules.add(module.textValue()));
        assertThat(modules)
                .isEqualTo(new TreeSet<>(name.equals("gpt2_a") ? List.of("c_attn") : List.of("q_proj", "v_proj")));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2_a, fused_c_attn, '\"c_attn\"', _fused_c_attn",
        "llama_gqa_untied, q_v, '\"q_proj\", \"v_proj\"', ''",
        "llama_rope_llama3_tied, q_v, '\"self_attn.v_proj\", \"q_proj\"', ''",
        "gptneo_local_global, q_v, '\"q_proj\", \"v_proj\"', ''"
    })
    void adaptersOfTheReferenceComputeTheSameBesideAndMerged(String name, String section, String targets, String file)
            throws IOException {
        Golden golden = Golden.named(name);
        Path adapter = adapter(golden, "\"target_modules\": [" + targets + "]", "lora_nonzero" + file);
        double wanted = golden.expected
                .at("/lora/" + section + "/loss_with_lora_nonzero")
                .doubleValue();
        for (String adaptation : List.of("lora", "full")) {
            Settings settings = settings(golden, Map.of("adaptation", adaptation, "adapter", adapter.toString()));
            assertThat(loss(golden, settings)).as(adaptation).isCloseTo(wanted, within(2e-6 * wanted));
        }
        Path whole = parent.resolve("whole");
        try (Trainer trainer = new TensorFlowTrainerProvider()
                        .open(settings(
                                golden,
                                Map.of("adaptation", "lora", "adapter", adapter.toString(), "lora-save", "merged")));
                Trainer.Session session = trainer.begin(control)) {
            session.save(whole, control);
        }
        Settings merged = settings(golden, Map.of("model", whole.toString()));
        assertThat(loss(golden, merged)).isCloseTo(wanted, within(2e-6 * wanted));
    }

    @Test
    void aScaleByTheRootOfTheRankIsHeeded() throws IOException {
        Golden golden = Golden.named("llama_gqa_untied");
        String targets = "\"target_modules\": [\"q_proj\", \"v_proj\"]";
        double plain = adapted(golden, adapter(golden, targets, "lora_nonzero"));
        Path root = adapter(golden, targets + ", \"use_rslora\": true", "lora_nonzero");
        assertThat(adapted(golden, root)).isNotEqualTo(plain);
        Files.writeString(
                root.resolve("adapter_config.json"),
                Files.readString(root.resolve("adapter_config.json"))
                        .replace("\"lora_alpha\": 8", "\"lora_alpha\": 4"));
        assertThat(adapted(golden, root)).isEqualTo(plain); // 4 / sqrt(4) is 8 / 4
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "LORA"              | "IA3"                                     | found peft_type = "IA3", wanted LORA
            "CAUSAL_LM"         | "SEQ_CLS"                                 | found task_type = "SEQ_CLS", wanted CAUSAL_LM
            "none"              | "all"                                     | found bias = "all", wanted none
            "r": 4              | "r": 4, "use_dora": true                  | found use_dora = true, wanted an adapter without it
            "r": 4              | "r": 4, "modules_to_save": ["lm_head"]    | found modules_to_save = ["lm_head"], wanted
            "r": 4              | "r": 4, "rank_pattern": {"q_proj": 8}     | found rank_pattern = {"q_proj":8}, wanted
            "layers_to_transform": null | "layers_to_transform": [0]        | found layers_to_transform = [0], wanted
            "r": 4              | "r": 4, "use_something_new": 3            | found use_something_new = 3, wanted an adapter without it
            "init_lora_weights": true | "init_lora_weights": "pissa"        | found init_lora_weights = "pissa", wanted true or false
            "r": 4              | "r": 8                                    | lora_A.weight has shape [4, 64] instead of [8, 64]
            "r": 4              | "r": 0                                    | found r = 0, lora_alpha = 8.0, wanted r of 1 to
            "r": 4              | "r": "four"                               | found r = "four", wanted a whole number
            ["q_proj", "v_proj"]| ["q_proj"]                                | surplus base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight
            ["q_proj", "v_proj"]| ["q_proj", "v_proj", "k_proj"]            | missing layers.0.self_attn.k_proj.lora_A.weight
            ["q_proj", "v_proj"]| ["q_proj", "c_attn"]                      | made for elsewhere/llama): no linear layer is called c_attn, wanted some of down_proj
            ["q_proj", "v_proj"]| ["q", "v_proj"]                           | no linear layer is called q,
            ["q_proj", "v_proj"]| ".*q_proj"                                | found target_modules = ".*q_proj", wanted a list of names
            "r": 4,             | ""                                        | wanted JSON
            """)
    void whatIsNotThereIsRefusedByName(String from, String to, String problem) throws IOException {
        Golden golden = Golden.named("llama_gqa_untied");
        Path adapter = adapter(golden, "\"target_modules\": [\"q_proj\", \"v_proj\"]", "lora_nonzero");
        Path config = adapter.resolve("adapter_config.json");
        assertThat(Files.readString(config)).contains(from.strip());
        Files.writeString(config, Files.readString(config).replace(from.strip(), to.strip()));
        refused(golden, adapter, problem);
    }

    @Test
    void filesThatAreMissingOrDamagedAreRefused() throws IOException {
        Golden golden = Golden.named("llama_gqa_untied");
        Path adapter = adapter(golden, "\"target_modules\": [\"q_proj\", \"v_proj\"]", "lora_nonzero");
        Path weights = adapter.resolve("adapter_model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        refused(golden, adapter, "truncated");
        Files.move(weights, adapter.resolve("adapter_model.bin"));
        refused(golden, adapter, "found only adapter_model.bin");
        Files.delete(adapter.resolve("adapter_model.bin"));
        refused(golden, adapter, "adapter_model.safetensors: not found");
        Files.delete(adapter.resolve("adapter_config.json"));
        refused(golden, adapter, "adapter_config.json: not found; wanted a PEFT directory");
    }

    @Test
    void anAdapterOfAnotherBaseIsRefused() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Path adapter = parent.resolve("adapter");
        double[] saved = trainAndSave(golden, "c_attn", adapter);
        Golden other = Golden.named("gpt2_a");
        TensorFile.read(other.directory.resolve("model.safetensors"))
                .zeros("transformer.wpe.weight", "F32", 4, 128, 64)
                .write(other.directory.resolve("model.safetensors"));
        refused(other, adapter, "found an adapter of another model, " + golden.directory + " with fingerprint ");
        Map<String, String> any =
                Map.of("adaptation", "lora", "adapter", adapter.toString(), "adapter-any-base", "true");
        assertThat(scores(other, any)[0]).isNotEqualTo(saved[1]);
        refused(Golden.named("llama_gqa_untied"), adapter, "found an adapter of another model");
        refused(
                Golden.named("gptneo_local_global"),
                adapter(golden, "\"target_modules\": [\"c_attn\"]", "lora_nonzero_fused_c_attn"),
                "found an adapter that does not fit this model (it was made for elsewhere/llama): no linear layer is"
                        + " called c_attn");
    }

    @Test
    void anAdapterIsPartOfTheFingerprint() throws IOException {
        Golden golden = Golden.named("gpt2_a");
        Path one = adapter(golden, "\"target_modules\": [\"c_attn\"]", "lora_nonzero_fused_c_attn");
        Path two = adapter(golden, "\"target_modules\": [\"c_attn\"]", "lora_init_fused_c_attn");
        TreeSet<String> fingerprints = new TreeSet<>();
        for (String adapter : List.of("", one.toString(), two.toString())) {
            try (Trainer trainer = new TensorFlowTrainerProvider()
                    .open(settings(golden, Map.of("adaptation", "lora", "adapter", adapter)))) {
                fingerprints.add(trainer.traits().fingerprint());
            }
        }
        assertThat(fingerprints).hasSize(3);
    }

    /** An adapter directory as PEFT writes it, around tensors of the reference. */
    private Path adapter(Golden golden, String targets, String tensors) throws IOException {
        Path directory = Files.createTempDirectory(parent, "adapter");
        Files.writeString(directory.resolve("adapter_config.json"), """
                {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "elsewhere/llama",
                 "bias": "none", "corda_config": null, "eva_config": null, "exclude_modules": null,
                 "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true,
                 "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
                 "loftq_config": {}, "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.05,
                 "megatron_config": null, "megatron_core": "megatron.core",
                 "peft_type": "LORA", "qalora_group_size": 16, "r": 4, "revision": null,
                 "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_qalora": false,
                """ + targets + "}");
        Files.copy(golden.resource(tensors + ".safetensors"), directory.resolve("adapter_model.safetensors"));
        return directory;
    }

    private static void refused(Golden golden, Path adapter, String problem) {
        long before = NativeHandles.of("tensorflow").count();
        assertThatThrownBy(() -> scores(golden, Map.of("adaptation", "lora", "adapter", adapter.toString())))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
        assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(before);
    }

    /** Bits before training and after it. */
    private double[] trainAndSave(Golden golden, String targets, Path directory) {
        Map<String, String> lora =
                Map.of("adaptation", "lora", "lora-targets", targets, "lora-rank", "4", "lora-alpha", "8");
        try (Trainer trainer = new TensorFlowTrainerProvider().open(settings(golden, lora));
                Trainer.Session session = trainer.begin(control)) {
            double before = bits(session);
            session.train(new long[] {1, 2}, List.of(TEXT, TEXT), control);
            double after = bits(session);
            session.save(directory, control);
            return new double[] {before, after};
        }
    }

    /** Bits at the start, after training, and after a reset. */
    private static double[] scores(Golden golden, Map<String, String> more) {
        try (Trainer trainer = new TensorFlowTrainerProvider().open(settings(golden, more));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            double start = bits(session);
            session.train(new long[] {1, 2}, List.of(TEXT, TEXT), RunControl.silent());
            double trained = bits(session);
            session.reset();
            return new double[] {start, trained, bits(session)};
        }
    }

    private static double adapted(Golden golden, Path adapter) {
        return scores(golden, Map.of("adaptation", "lora", "adapter", adapter.toString()))[0];
    }

    private static double bits(Trainer.Session session) {
        return session.score(List.of(TEXT), RunControl.silent()).get(0).bits();
    }

    private static Settings settings(Golden golden, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "model", golden.directory.toString(), "tokenizer", "bytes", "threads", "1", "learning-rate", "0.01"));
        all.putAll(more);
        return Settings.of(all);
    }

    /** Mean loss on the golden ids of what these settings begin with. */
    private static double loss(Golden golden, Settings settings) throws IOException {
        TrainerSettings read = TrainerSettings.from(settings);
        int[] ids = golden.ids();
        try (StartingWeights start =
                        StartingWeights.open(read, ModelDirectory.of(read.model()), golden.architecture());
                LanguageModel model =
                        LanguageModel.open(golden.architecture(), start.lora(), Recipe.of(AdamW.testTime()), 1)) {
            start.load(model);
            float[] losses = model.losses(
                    new int[][] {Arrays.copyOf(ids, ids.length - 1)},
                    new int[][] {Arrays.copyOfRange(ids, 1, ids.length)});
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            return sum / losses.length;
        }
    }

    private static Map<String, List<Long>> shapes(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(ByteSource.file(file))) {
            Map<String, List<Long>> shapes = new HashMap<>();
            tensors.entries().forEach((name, entry) -> shapes.put(name, entry.shape()));
            return shapes;
        }
    }
}
