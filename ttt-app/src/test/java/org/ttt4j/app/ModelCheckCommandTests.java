package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.ModelCheck;

class ModelCheckCommandTests {

    @TempDir
    private Path directory;

    @Test
    void adaptersAreReadAsWritten() {
        assertThat(LoraText.parse("r=4,alpha=8,targets=q_proj+v_proj", Optional.empty()))
                .isEqualTo(new ModelCheck.Adapters(4, 8, List.of("q_proj", "v_proj"), Optional.empty()));
        assertThat(LoraText.parse("targets = c_attn, alpha = 0.5, r = 1", Optional.empty()))
                .isEqualTo(new ModelCheck.Adapters(1, 0.5, List.of("c_attn"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=4",
                "r=4,alpha=8",
                "r=4,alpha=8,targets=",
                "r=4,alpha=8,targets=q+",
                "r=0,alpha=8,targets=q",
                "r=4,alpha=0,targets=q",
                "r=4,alpha=NaN,targets=q",
                "r=1.5,alpha=8,targets=q",
                "r=4,r=4,alpha=8,targets=q",
                "r=4,alpha=8,targets=q,v",
                "rank=4,alpha=8,targets=q"
            })
    void adaptersThatAreNoneAreRefused(String text) throws IOException {
        CommandRun.pure("model", "check", "m", "--ids", ids("[1,2]"), "--lora", text)
                .failed(2, "--lora");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "           | nothing",
                "{\"a\": 1} | an object",
                "5          | found 5",
                "[1, 2.5]   | found 2.5 at place 1",
                "[1, \"2\"] | found \"2\" at place 1",
                "[1, null]  | found null at place 1",
                "[[1, 2]]   | found [1,2] at place 0",
                "[1, 99999999999] | found 99999999999 at place 1",
                "[1, 2      | not JSON",
                "[1, 2] [3] | not JSON",
                "[]         | found 0 token ids",
                "[7]        | found 1 token ids"
            })
    void idsThatAreNoneAreRefused(String text, String found) throws IOException {
        CommandRun.pure("model", "check", "m", "--ids", ids(text == null ? "" : text))
                .failed(1, "ids.json: ", found, "wanted");
    }

    @Test
    void wrongOptionsAreOneSentence() throws IOException {
        Path ids = ids("[1, 2, 3]");
        CommandRun.pure("model", "check", "m").failed(2, "--ids");
        CommandRun.pure("model", "check", "m", "--ids", directory.resolve("none"))
                .failed(1, "none");
        CommandRun.pure("model", "check", "m", "--ids", ids, "--steps", -1).failed(2, "--steps -1");
        CommandRun.pure("model", "check", "m", "--ids", ids, "--lr", 0).failed(2, "--lr 0.0");
        CommandRun.pure("model", "check", "m", "--ids", ids, "--lr", "NaN").failed(2, "--lr NaN");
        CommandRun.pure("model", "check", "m", "--ids", ids, "--lora-init", ids).failed(2, "--lora-init", "--lora ");
        CommandRun.pure("model", "check", "m", "--ids", ids).failed(1, "bytes: has no checkpoints", "ttt.trainer.use");
    }

    private Path ids(String text) throws IOException {
        return Files.writeString(directory.resolve("ids.json"), text);
    }
}
