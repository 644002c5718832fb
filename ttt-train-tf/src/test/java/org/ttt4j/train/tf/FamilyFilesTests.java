package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** How checkpoints of the families lie on disk: names, buffers, shards; and what is refused in which words. */
class FamilyFilesTests {

    private static final String WEIGHTS = "model.safetensors";
    private static final String TEXT = "Names and files change nothing.";

    @ParameterizedTest
    @CsvSource({"gpt2_a, transformer.", "gptneo_local_global, transformer.", "llama_gqa_untied, model."})
    void namesNeedNoPrefix(String name, String prefix) throws IOException {
        Golden golden = Golden.named(name);
        double wanted = bits(golden);
        TensorFile file = TensorFile.read(golden.directory.resolve(WEIGHTS));
        file.renamed(tensor -> tensor.startsWith(prefix) ? tensor.substring(prefix.length()) : tensor)
                .write(golden.directory.resolve(WEIGHTS));
        assertThat(bits(golden)).isEqualTo(wanted);
    }

    @Test
    void buffersAndTiedHeadsAreIgnored() throws IOException {
        Golden gpt2 = Golden.named("gpt2_a");
        double wanted = bits(gpt2);
        TensorFile file = TensorFile.read(gpt2.directory.resolve(WEIGHTS));
        file.renamed(tensor -> tensor.substring("transformer.".length()))
                .zeros("h.0.attn.bias", "F32", 4, 1, 1, 128, 128)
                .zeros("h.1.attn.masked_bias", "F32", 4)
                .zeros("lm_head.weight", "F32", 4, 257, 64)
                .write(gpt2.directory.resolve(WEIGHTS));
        assertThat(bits(gpt2)).isEqualTo(wanted);

        Golden neo = Golden.named("gptneo_local_global");
        wanted = bits(neo);
        TensorFile.read(neo.directory.resolve(WEIGHTS))
                .zeros("transformer.h.3.attn.attention.bias", "BOOL", 1, 1, 1, 128, 128)
                .zeros("transformer.h.3.attn.attention.masked_bias", "F32", 4)
                .write(neo.directory.resolve(WEIGHTS));
        assertThat(bits(neo)).isEqualTo(wanted);

        Golden llama = Golden.named("llama_rope_llama3_tied");
        wanted = bits(llama);
        TensorFile.read(llama.directory.resolve(WEIGHTS))
                .zeros("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", 4, 8)
                .write(llama.directory.resolve(WEIGHTS));
        assertThat(bits(llama)).isEqualTo(wanted);
    }

    @Test
    void everyMisfitIsListedInOneSentence() throws IOException {
        Golden golden = Golden.named("qwen2_qkvbias");
        TensorFile.read(golden.directory.resolve(WEIGHTS))
                .renamed(tensor -> tensor.endsWith("0.mlp.up_proj.weight") ? null : tensor)
                .zeros("model.layers.1.self_attn.o_proj.bias", "F32", 4, 64)
                .zeros("model.norm.weight", "F32", 4, 65)
                .zeros("model.layers.1.input_layernorm.weight", "I32", 4, 64)
                .write(golden.directory.resolve(WEIGHTS));
        refused(
                golden,
                "surplus model.layers.1.self_attn.o_proj.bias",
                "model.norm.weight has shape [65] instead of [64]",
                "model.layers.1.input_layernorm.weight has type I32",
                "missing layers.0.mlp.up_proj.weight");
    }

    @Test
    void shardsAreOneModel() throws IOException {
        Golden golden = Golden.named("llama_gqa_untied");
        double wanted = bits(golden);
        TensorFile all = TensorFile.read(golden.directory.resolve(WEIGHTS));
        Files.delete(golden.directory.resolve(WEIGHTS));
        ObjectNode index = new ObjectMapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (String shard : List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")) {
            boolean first = shard.contains("00001");
            TensorFile part = all.renamed(tensor -> tensor.contains("mlp") == first ? tensor : null);
            part.names().forEach(tensor -> map.put(tensor, shard));
            part.write(golden.directory.resolve(shard));
        }
        Path file = golden.directory.resolve("model.safetensors.index.json");
        new ObjectMapper().writeValue(file.toFile(), index);
        assertThat(bits(golden)).isEqualTo(wanted);

        Path second = golden.directory.resolve("model-00002-of-00002.safetensors");
        TensorFile.read(second)
                .zeros("model.layers.0.mlp.up_proj.weight", "F32", 4, 112, 64)
                .write(second);
        refused(golden, "found model.layers.0.mlp.up_proj.weight in two files");
        Files.delete(second);
        refused(golden, "model-00002-of-00002.safetensors: not found");
        Files.writeString(file, "{\"weight_map\": {\"lm_head.weight\": \"../elsewhere.safetensors\"}}");
        refused(golden, "found weight_map = \"../elsewhere.safetensors\", wanted names of safetensors files");
        Files.writeString(file, "{\"weight_map\": {}}");
        refused(golden, "found weight_map = {}");
    }

    @Test
    void pickledWeightsGetTheSentenceThatSaysHowToConvert() throws IOException {
        Golden golden = Golden.named("llama_gqa_untied");
        Files.move(golden.directory.resolve(WEIGHTS), golden.directory.resolve("pytorch_model.bin"));
        refused(golden, "found only pytorch_model.bin", "save_pretrained('" + golden.directory + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama_gqa_untied       | "hidden_act": "silu"        | "hidden_act": "relu"         | wanted silu
            llama_gqa_untied       | "num_key_value_heads": 2    | "num_key_value_heads": 3     | a multiple of the key and value heads
            llama_gqa_untied       | "head_dim": 16              | "head_dim": 15               | heads of even size
            llama_gqa_untied       | "num_hidden_layers": 2      | "num_hidden_layers": 3       | missing layers.2.self_attn.q_proj.weight
            llama_gqa_untied       | "tie_word_embeddings": false | "tie_word_embeddings": 0    | wanted true or false
            llama_gqa_untied       | "attention_bias": false     | "attention_bias": true       | missing layers.0.self_attn.q_proj.bias
            llama_gqa_untied       | "intermediate_size": 112    | "intermediate_size": 2000000000 | no tensor of more than
            llama_rope_llama3_tied | "rope_type": "llama3"       | "rope_type": "yarn"          | wanted default, linear or llama3
            llama_rope_llama3_tied | "high_freq_factor": 4.0     | "high_freq_factor": 1.0      | a high factor above the low one
            llama_rope_llama3_tied | "rope_theta": 500000.0      | "rope_theta": 0              | wanted positive numbers
            qwen2_qkvbias          | "use_sliding_window": false | "use_sliding_window": true   | wanted false
            phi3_sliding           | "sliding_window": 48        | "sliding_window": -1         | wanted a positive one or null
            gemma2_softcap         | "final_logit_softcapping": 30.0 | "final_logit_softcapping": -30.0 | caps that are positive or null
            gptneo_local_global    | "num_layers": 4             | "num_layers": 5              | wanted num_layers = 5
            gptneo_local_global    | "window_size": 16           | "window_size": -16           | wanted none below 0
            gptneo_local_global    | "hidden_size": 64           | "hidden_size": 2147483647    | at most 2147483647
            """)
    void configurationsThatDoNotFitAreRefused(String name, String from, String to, String problem) throws IOException {
        Golden golden = Golden.named(name);
        Path file = golden.directory.resolve("config.json");
        String json = Files.readString(file);
        assertThat(json).contains(from);
        Files.writeString(file, json.replace(from, to));
        refused(golden, problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gemma2_softcap | "layer_types": ["full_attention", "full_attention"], | wanted sliding_attention, full_attention
            gemma2_softcap | "layer_types": "sliding_attention",                  | wanted sliding_attention, full_attention
            qwen2_qkvbias  | "layer_types": ["full_attention", "sliding_attention"], | wanted full_attention, full_attention
            phi3_sliding   | "partial_rotary_factor": 0.5,                        | found partial_rotary_factor = 0.5, wanted 1
            phi3_sliding   | "rope_parameters": {"partial_rotary_factor": 0.5},   | found partial_rotary_factor = 0.5, wanted 1
            """)
    void whatTheGraphDoesNotComputeIsRefused(String name, String more, String problem) throws IOException {
        Golden golden = Golden.named(name);
        ObjectNode config = (ObjectNode) new ObjectMapper().readTree(("{" + more + "\"end\": 0}"));
        ObjectMapper mapper = new ObjectMapper();
        Path file = golden.directory.resolve("config.json");
        ObjectNode all = (ObjectNode) mapper.readTree(file.toFile());
        all.setAll(config);
        mapper.writeValue(file.toFile(), all);
        refused(golden, problem);
    }

    @Test
    void layerTypesThatAreTheGraphsAreTaken() throws IOException {
        Golden golden = Golden.named("gemma2_softcap");
        Architecture wanted = golden.architecture();
        ObjectMapper mapper = new ObjectMapper();
        Path file = golden.directory.resolve("config.json");
        ObjectNode config = (ObjectNode) mapper.readTree(file.toFile());
        var types = config.putArray("layer_types");
        for (int i = 0; i < config.get("num_hidden_layers").intValue(); i++) {
            types.add(i % 2 == 0 ? "sliding_attention" : "full_attention");
        }
        mapper.writeValue(file.toFile(), config);
        assertThat(golden.architecture()).isEqualTo(wanted);
    }

    @Test
    void newerConfigurationsSayTheirRopeInOnePlace() throws IOException {
        Golden golden = Golden.named("llama_rope_llama3_tied");
        Architecture wanted = golden.architecture();
        ObjectMapper mapper = new ObjectMapper();
        Path file = golden.directory.resolve("config.json");
        ObjectNode config = (ObjectNode) mapper.readTree(file.toFile());
        ObjectNode rope = (ObjectNode) config.remove("rope_scaling");
        rope.set("rope_theta", config.remove("rope_theta"));
        config.set("rope_parameters", rope);
        config.putArray("eos_token_id").add(256).add(3);
        mapper.writeValue(file.toFile(), config);
        assertThat(golden.architecture()).isEqualTo(wanted);
    }

    @Test
    void whatGemmasConfigurationLeavesOutHasHuggingFacesDefault() throws IOException {
        Golden golden = Golden.named("gemma2_softcap");
        Path file = golden.directory.resolve("config.json");
        ObjectNode config = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        config.remove(List.of("attn_logit_softcapping", "head_dim", "query_pre_attn_scalar", "sliding_window"));
        config.putNull("final_logit_softcapping");
        new ObjectMapper().writeValue(file.toFile(), config);
        Gemma2 found = (Gemma2) golden.architecture();
        assertThat(found.scoreCap()).isEqualTo(50);
        assertThat(found.logitCap()).isEqualTo(0);
        assertThat(found.sizes().perHead()).isEqualTo(256);
        assertThat(found.queryScale()).isEqualTo(256);
        assertThat(found.window()).isEqualTo(4096);
    }

    private static double bits(Golden golden) {
        try (Trainer trainer = open(golden);
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            return session.score(List.of(TEXT), RunControl.silent()).get(0).bits();
        }
    }

    private static void refused(Golden golden, String... problems) {
        long before = NativeHandles.of("tensorflow").count();
        assertThatThrownBy(() -> open(golden).close())
                .isInstanceOf(BackendException.class)
                .hasMessageContainingAll(problems)
                .hasMessageNotContaining("\n");
        assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(before);
    }

    private static Trainer open(Golden golden) {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of("model", golden.directory.toString(), "tokenizer", "bytes", "threads", "1")));
    }
}
