package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.LeakChecked;

/** Models, tokenizers and devices that cannot be used: one sentence each, nothing left open, no crash. */
class BrokenFilesTests extends LeakChecked {

    @TempDir
    private Path directory;

    @Test
    void missingFilesAreNamed() throws IOException {
        Path model = new TinyModel().write(directory);
        Files.delete(directory.resolve("tokenizer.json"));
        refused(model).hasMessageContaining("tokenizer.json: found no such file");
        Files.delete(model);
        Files.writeString(directory.resolve("tokenizer.json"), TinyModel.TOKENIZER);
        refused(model).hasMessageContaining("model.onnx: found no such file, wanted an ONNX model");
        refused(directory).isInstanceOf(BackendException.class);
    }

    @Test
    void unknownBundledModelIsNamed() {
        assertThatThrownBy(() -> open(Map.of("model", "bundled:all-minilm-l7-v3")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("all-minilm-l7-v3")
                .hasMessageContaining("found no such resource");
    }

    @Test
    void emptyAndForeignModelsAreRefused() throws IOException {
        Path model = new TinyModel().write(directory);
        Files.write(model, new byte[0]);
        refused(model).hasMessageContaining("found an empty file, wanted an ONNX model");
        Files.writeString(model, "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 90387606\n");
        refused(model).hasMessageContaining("wanted an ONNX model");
        Files.write(model, new Proto().number(1, 8).text(2, "pytorch").toBytes());
        refused(model).hasMessageContaining("found a file without a graph");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        Path model = new TinyModel().write(directory);
        byte[] whole = Files.readAllBytes(model);
        for (int length = 0; length < whole.length; length++) {
            Files.write(model, Arrays.copyOf(whole, length));
            refused(model).hasMessageContaining("model.onnx: found");
        }
    }

    @Test
    void flippedBitsNeverCrash() throws IOException {
        Path model = new TinyModel().write(directory);
        byte[] whole = Files.readAllBytes(model);
        Random random = new Random(2026);
        int refused = 0;
        int opened = 0;
        for (int i = 0; i < 600; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(model, damaged);
            try (Embedder embedder = open(Map.of("model", model.toString(), "max-tokens", "16"))) {
                opened++;
                embedder.embed(List.of("one", "two three"), RunControl.silent());
            } catch (BackendException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        // A flip in a name or a weight can leave a model that works; the fingerprint then differs.
        assertThat(refused).isGreaterThan(120);
        assertThat(opened).isGreaterThan(120);
    }

    @Test
    void anotherOpsetIsRefusedInTheRuntimesWords() {
        refused(new TinyModel().opset(999).write(directory))
                .hasMessageContaining("cannot be loaded by ONNX Runtime")
                .hasMessageContaining("opset");
    }

    @Test
    void weightsInAnotherFileCountAndMustBeThere() throws IOException {
        TinyModel tiny = new TinyModel().external("weights.bin");
        refused(tiny.write(directory)).hasMessageContaining("weights.bin, which holds its weights");
        Files.write(directory.resolve("weights.bin"), new byte[3]);
        refused(tiny.write(directory)).hasMessageContaining("cannot be loaded by ONNX Runtime");
        byte[] weights = tiny.tableBytes();
        Files.write(directory.resolve("weights.bin"), weights);
        String before = fingerprint(tiny.write(directory));
        weights[3] ^= 1;
        Files.write(directory.resolve("weights.bin"), weights);
        assertThat(fingerprint(tiny.write(directory))).isNotEqualTo(before);
    }

    @Test
    void modelsOfAnotherKindAreRefusedWithExpectedAndFound() {
        refused(new TinyModel().without("attention_mask").write(directory))
                .hasMessageContaining("found inputs [input_ids INT64[-1, -1]], expected input_ids and attention_mask");
        refused(new TinyModel().input("pixel_values", TinyModel.FLOAT, "b", "t").write(directory))
                .hasMessageContaining("pixel_values FLOAT[-1, -1]");
        refused(new TinyModel()
                        .input("attention_mask", TinyModel.INT32, "b", "t")
                        .write(directory))
                .hasMessageContaining("attention_mask INT32[-1, -1]");
        refused(new TinyModel()
                        .input("attention_mask", TinyModel.INT64, "b", "t", "h")
                        .write(directory))
                .hasMessageContaining("attention_mask INT64[-1, -1, -1]");
        refused(new TinyModel()
                        .input("attention_mask", TinyModel.INT64, "1", "128")
                        .write(directory))
                .hasMessageContaining("attention_mask INT64[1, 128]");
        refused(new TinyModel().output("logits", "b", "2").write(directory))
                .hasMessageContaining("found outputs [logits FLOAT[-1, 2]], expected last_hidden_state");
    }

    @Test
    void tokenizersThatAreNoneAreRefused() throws IOException {
        Path model = new TinyModel().write(directory);
        byte[] whole = TinyModel.TOKENIZER.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length - 2; length++) {
            tokenizer(Arrays.copyOf(whole, length));
            refused(model).hasMessageContaining("tokenizer.json: found");
        }
        for (String json :
                List.of("[]", "3", "null", "{}", "{\"model\": 7}", "{\"vocab\": {\"a\": 1}}", "not json", "[[")) {
            tokenizer(json.getBytes(StandardCharsets.UTF_8));
            refused(model).hasMessageContaining("tokenizer.json: found");
        }
        tokenizer("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        refused(model).hasMessageContaining("not JSON");
    }

    @Test
    void flippedBitsInTheTokenizerNeverCrash() throws IOException {
        Path model = new TinyModel().write(directory);
        byte[] whole = TinyModel.TOKENIZER.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            tokenizer(damaged);
            try (Embedder embedder = open(Map.of("model", model.toString(), "max-tokens", "16"))) {
                embedder.embed(List.of("one", "two three"), RunControl.silent());
            } catch (BackendException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n");
            }
        }
        assertThat(refused).isBetween(120, 399);
    }

    @Test
    void aGpuNeedsTheOtherBuild() {
        new TinyModel().write(directory);
        assertThatThrownBy(() -> new TinyModel().set("device", "cuda:0").open(directory))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("device = cuda:0: found ONNX Runtime for the CPU alone")
                .hasMessageContaining("-Pgpu");
        for (String device : List.of("gpu", "cuda", "cuda:", "cuda:x", "cuda:-1", "CPU", "")) {
            assertThatThrownBy(() -> new TinyModel().set("device", device).open(directory))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("found \"" + device + "\", wanted cpu, or cuda:N");
        }
    }

    @Test
    void aModelThatTakesFewerTokensIsNoticedWhenOpening() {
        // The padding that fills the longest text lies outside a table without rows.
        refused(new TinyModel().rows(0).write(directory)).hasMessageContaining("max-tokens = 16");
    }

    private void tokenizer(byte[] json) throws IOException {
        Files.write(directory.resolve("tokenizer.json"), json);
    }

    private static String fingerprint(Path model) {
        try (Embedder embedder = open(Map.of("model", model.toString(), "max-tokens", "16"))) {
            return embedder.traits().fingerprint();
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Path model) {
        return assertThatThrownBy(() -> open(Map.of("model", model.toString(), "max-tokens", "16")))
                .isInstanceOf(BackendException.class)
                .hasMessageNotContaining("\n");
    }

    private static Embedder open(Map<String, String> settings) {
        return new OnnxEmbedderProvider().open(Settings.of(settings));
    }
}
