package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ttt model} of the packaged program on a checkpoint whose numbers Hugging Face's code computed. */
class ModelCommandIT {

    private static final Path GOLDEN =
            Distribution.REPOSITORY.resolve("ttt-train-tf/src/test/resources/org/ttt4j/train/tf/gpt2_a");

    @Test
    void checkPrintsTheNumbersOfTheReference() throws IOException {
        Natives.need("tf");
        Path model = Samples.directory("checked model");
        for (String file : List.of("config.json", "model.safetensors")) { // and no tokenizer
            Files.copy(GOLDEN.resolve(file), model.resolve(file));
        }
        JsonNode wanted =
                new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
        Path ids = Files.writeString(
                model.resolve("ids.json"), wanted.get("input_ids").toString());

        JsonNode full = Launch.ttt("model", "check", model, "--ids", ids, "--steps", 5, "--lr", "1e-3", "--json")
                .succeed()
                .json();
        assertThat(full.fieldNames())
                .toIterable()
                .containsExactly("mean_loss", "token_nll", "global_norm", "losses", "parameters");
        assertThat(full.get("parameters").longValue()).isEqualTo(124736);
        near(full.get("mean_loss"), wanted.at("/forward/mean_loss"), 2e-6);
        near(full.get("global_norm"), wanted.at("/gradients/global_norm"), 1e-5);
        assertThat(full.get("token_nll")).hasSize(99);
        near(full.at("/token_nll/98"), wanted.at("/forward/token_nll/98"), 1e-5);
        assertThat(full.get("losses")).hasSize(6);
        near(full.at("/losses/5"), wanted.at("/adamw/0.001/loss_after_steps/5"), 1e-5);

        JsonNode lora = Launch.ttt("model", "check", model, "--ids", ids, "--steps", 5, "--json")
                .words("--lora", "r=4,alpha=8,targets=q+v", "--lora-init", GOLDEN.resolve("lora_init.safetensors"))
                .succeed()
                .json();
        assertThat(lora.get("parameters").longValue()).isEqualTo(2048);
        near(lora.get("global_norm"), wanted.at("/lora/q_v/grad_norm_before_clip/0"), 1e-5);
        near(lora.at("/losses/5"), wanted.at("/lora/q_v/loss_after_5"), 1e-5);

        Files.writeString(ids, "[1, 257]");
        Launch.ttt("model", "check", model, "--ids", ids).run().failedWith(1, "257", "0 to 256");
    }

    private static void near(JsonNode found, JsonNode wanted, double relative) {
        assertThat(wanted.isNumber()).isTrue();
        assertThat(found.doubleValue())
                .isCloseTo(wanted.doubleValue(), within(relative * Math.abs(wanted.doubleValue())));
    }
}
