package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.NativeHandles;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/** Directories that are damaged or foreign: one sentence, and nothing native left open. */
class ModelFilesTests {

    @TempDir
    private Path directory;

    @BeforeEach
    void copyTheGoldenModel() throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(Golden.DIRECTORY.resolve(file), directory.resolve(file));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "gpt2"                   | "bert"                     | found model_type = "bert", wanted gemma2 or gpt2 or gpt_neo
                    "gelu_new"               | "gelu"                     | wanted gelu_new
                    "n_head": 4              | "n_head": 5                | a width that is a multiple of the heads
                    "n_layer": 2             | "n_layer": 3               | missing h.2.attn.c_attn.weight
                    "n_layer": 2             | "n_layer": 1               | surplus transformer.h.1.
                    "n_layer": 2             | "n_layer": 2000000000      | wanted at most 1024 layers
                    "n_layer": 2             | "n_layer": "two"           | wanted a whole number
                    "n_positions": 128       | "n_positions": 64          | transformer.wpe.weight has shape [128, 64] instead of [64, 64]
                    "vocab_size": 257        | "vocab_size": 2000000000   | no tensor of more than
                    "vocab_size": 257        | "vocab_size": 200          | end of text
                    "tie_word_embeddings": true | "tie_word_embeddings": false | wanted true
                    "n_embd": 64,            | ""                         | wanted JSON
                    """)
    void configurationsThatDoNotFitAreRefused(String from, String to, String problem) throws IOException {
        Path file = directory.resolve("config.json");
        String json = Files.readString(file);
        assertThat(json).contains(from.strip());
        Files.writeString(file, json.replace(from.strip(), to.strip()));
        refused(problem.strip());
    }

    @Test
    void damagedAndMissingFilesAreRefused() throws IOException {
        Path weights = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1000));
        refused("truncated");
        Files.writeString(weights, "version https://git-lfs.github.com/spec/v1");
        refused("header length");
        Files.write(weights, new byte[0]);
        refused("found 0 bytes");
        Files.delete(weights);
        refused("not found");
        Files.delete(directory.resolve("config.json"));
        refused("config.json: not found");
    }

    @Test
    void brokenTokenizersAreRefused() throws IOException {
        Path file = directory.resolve("tokenizer.json");
        byte[] whole = BpeLearner.learn(List.of("abab abab abab abab"), 4096).toJson();
        String json = new String(whole, StandardCharsets.UTF_8);
        Files.writeString(file, json);
        tokenizerRefused("wanted at most the 257 of the model's embedding");
        Files.writeString(file, json.replace("\"BPE\"", "\"Unigram\""));
        tokenizerRefused("wanted BPE");
        Files.writeString(file, json.replace("\"ByteLevel\"", "\"Whitespace\""));
        tokenizerRefused("pre_tokenizer = Whitespace");
        Files.writeString(file, json.replace("\"a b\"", "\"a q q\""));
        tokenizerRefused("model.merges[0]");
        Files.writeString(file, json.substring(0, json.length() / 2));
        tokenizerRefused("wanted JSON");
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                TokenizerJson.read(damaged, "tokenizer.json").encode("abab naïve");
            } catch (BackendException clear) {
                assertThat(clear.getMessage()).startsWith("tokenizer.json").doesNotContain("\n");
            }
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> open(Map.of("learning-rate", "fast"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> open(Map.of("max-sessions", "0"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> open(Map.of("tokenizer", "words"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> open(Map.of("model", "bundled:ttt-huge")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("bundled:ttt-tiny");
    }

    @Test
    void theBundledModelOpensByDefault() {
        try (Trainer trainer = new TensorFlowTrainerProvider().open(Settings.of(Map.of()))) {
            assertThat(trainer.traits().model()).isEqualTo("bundled:ttt-tiny");
            assertThat(trainer.traits().contextTokens()).isEqualTo(512);
            assertThat(trainer.traits().device()).isIn("cpu", "gpu");
        }
    }

    @Test
    void aModelMaySayItsOwnRate() throws IOException {
        assertThat(ModelDirectory.of(directory.toString()).learningRate()).isEqualTo(2e-5);
        assertThat(ModelDirectory.of(ModelDirectory.BUNDLED).learningRate()).isEqualTo(1e-3);
        Files.writeString(directory.resolve("ttt.json"), "{\"learning_rate\": 3e-4}");
        assertThat(ModelDirectory.of(directory.toString()).learningRate()).isEqualTo(3e-4);
        Files.writeString(directory.resolve("ttt.json"), "{\"learning_rate\": -1}");
        refused("learning_rate = -1.0, wanted a number in (0, 1]");
    }

    @Test
    void theBundledModelIsSmallAndWhole() throws IOException {
        long bytes = 0;
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.json", "README.md"}) {
            try (InputStream in = ModelFilesTests.class.getResourceAsStream("bundled/ttt-tiny/" + file)) {
                assertThat(in).as(file).isNotNull();
                bytes += in.readAllBytes().length;
            }
        }
        assertThat(bytes).isBetween(1_000_000L, 12_000_000L);
        ModelDirectory bundled = ModelDirectory.of(ModelDirectory.BUNDLED);
        try (WeightFiles weights = bundled.weights()) {
            assertThat(weights.entries().values())
                    .extracting(Safetensors.Entry::dtype)
                    .containsOnly("F16");
        }
        Tokenizer tokenizer = bundled.tokenizer();
        assertThat(tokenizer.size()).isEqualTo(bundled.architecture().vocabulary());
        String text = "naïve 中文 \n\tfor (int i = 0; i < n; i++) {}";
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @Test
    void referenceConfNamesTheDefaultsOfTheCode() throws IOException {
        String conf;
        try (InputStream in = ModelFilesTests.class.getResourceAsStream("/reference.conf")) {
            conf = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> written = new TreeMap<>();
        conf.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#") && line.contains(" = "))
                .forEach(line -> written.put(
                        line.substring(0, line.indexOf(" = ")),
                        line.substring(line.indexOf(" = ") + 3).replace("\"", "")));
        assertThat(written).hasSizeGreaterThan(20);
        assertThat(TrainerSettings.from(Settings.of(written))).isEqualTo(TrainerSettings.from(Settings.of(Map.of())));
        PretrainSettings code = PretrainSettings.from(Settings.of(Map.of()));
        assertThat(PretrainSettings.from(Settings.of(written))).isEqualTo(code);
    }

    @Test
    void theProviderIsDeclaredForBothPaths() throws IOException {
        String service = BackendProvider.OfTrainer.class.getName();
        try (InputStream in = ModelFilesTests.class.getResourceAsStream("/META-INF/services/" + service)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(TensorFlowTrainerProvider.class.getName());
        }
        Module module = TensorFlowTrainerProvider.class.getModule();
        assertThat(module.isNamed()).isTrue();
        assertThat(module.getDescriptor().provides()).singleElement().satisfies(provides -> {
            assertThat(provides.service()).isEqualTo(service);
            assertThat(provides.providers()).containsExactly(TensorFlowTrainerProvider.class.getName());
        });
    }

    private void refused(String problem) {
        refused(Map.of("model", directory.toString(), "tokenizer", "bytes"), problem);
    }

    private void tokenizerRefused(String problem) {
        refused(Map.of("model", directory.toString()), problem);
    }

    private static void refused(Map<String, String> settings, String problem) {
        long before = NativeHandles.of("tensorflow").count();
        assertThatThrownBy(() -> open(settings))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
        assertThat(NativeHandles.of("tensorflow").count()).isEqualTo(before);
    }

    private static void open(Map<String, String> settings) {
        new TensorFlowTrainerProvider().open(Settings.of(settings)).close();
    }
}
