package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;

/** Which ids stand around texts, by the files of a directory. */
class CodecTests {

    private static final Gpt2 MODEL = new Gpt2(1, 8, 1, 8, 16, 1000, 1e-5f, 7);

    @TempDir
    private Path directory;

    @Test
    void bytesEndWithWhatTheModelNamesOrTheLastId() throws IOException {
        write("config.json", "{}");
        assertThat(Codec.bytes(MODEL, model()).prefix()).isEqualTo(7);
        Gpt2 silent = new Gpt2(1, 8, 1, 8, 16, 1000, 1e-5f, -1);
        assertThat(Codec.bytes(silent, model()).prefix()).isEqualTo(999);
        assertThat(Codec.bytes(silent, model()).endings()).containsExactly(999);
    }

    @Test
    void llamaBeginsPromptsAndScoresWithItsFirstToken() throws IOException {
        files("llama3", "{\"eos_token_id\": [601, 602]}");
        write(
                "tokenizer_config.json",
                "{\"bos_token\": \"<|begin_of_text|>\", \"eos_token\": {\"content\": \"<|end_of_text|>\"}}");
        Codec codec = Codec.file(MODEL, model(), false);
        assertThat(codec.prefix()).isEqualTo(600);
        assertThat(codec.opening()).containsExactly(600);
        assertThat(codec.endings()).containsExactlyInAnyOrder(601, 602);
        assertThat(codec.prompt("")).containsExactly(600);
        assertThat(codec.prompt("a").length).isEqualTo(2);
        assertThat(codec.tokenizer().encode("a")).hasSize(1);
    }

    @Test
    void qwenHasNoFirstTokenAndScoresAfterItsLast() throws IOException {
        files("qwen2", "{}");
        write(
                "tokenizer_config.json",
                "{\"bos_token\": null, \"eos_token\": \"<|im_end|>\", \"add_bos_token\": false}");
        write("generation_config.json", "{\"eos_token_id\": [585]}");
        Codec codec = Codec.file(MODEL, model(), false);
        assertThat(codec.prefix()).isEqualTo(587);
        assertThat(codec.opening()).isEmpty();
        assertThat(codec.endings()).containsExactlyInAnyOrder(585, 587);
        assertThat(codec.prompt("")).containsExactly(587);
    }

    @Test
    void theConfigurationDecidesWhetherPromptsBeginSo() throws IOException {
        files("llama2", "{\"eos_token_id\": 2}");
        assertThat(Codec.file(MODEL, model(), false).opening()).containsExactly(1);
        assertThat(Codec.file(MODEL, model(), false).prefix()).isEqualTo(1);
        write("tokenizer_config.json", "{\"bos_token\": \"<s>\", \"add_bos_token\": false}");
        assertThat(Codec.file(MODEL, model(), false).opening()).isEmpty();
        assertThat(Codec.file(MODEL, model(), false).prefix()).isEqualTo(1);
        files("qwen2", "{}");
        write("tokenizer_config.json", "{\"bos_token\": \"<|im_start|>\", \"add_bos_token\": true}");
        assertThat(Codec.file(MODEL, model(), false).opening()).containsExactly(586);
    }

    @Test
    void gpt2HasOneTokenForAll() throws IOException {
        files("gpt2", "{}");
        Codec codec = Codec.file(MODEL, model(), false);
        assertThat(codec.prefix()).isEqualTo(597);
        assertThat(codec.opening()).isEmpty();
        assertThat(codec.endings()).containsExactly(597);
    }

    @Test
    void idsOutsideTheEmbeddingAreRefused() throws IOException {
        files("llama3", "{}");
        assertThatThrownBy(() -> Codec.file(new Gpt2(1, 8, 1, 8, 16, 602, 1e-5f, -1), model(), false))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("found a tokenizer of 603 ids")
                .hasMessageContaining("wanted at most the 602");
    }

    private ModelDirectory model() {
        return ModelDirectory.of(directory.toString());
    }

    private void files(String tokenizer, String config) throws IOException {
        Files.write(directory.resolve("tokenizer.json"), TokenizerGoldenTests.json(tokenizer));
        write("config.json", config);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }
}
