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

        Launch.Outcome outcome = Launch.ttt("model", "check", model, "--ids", ids, "--steps", 5, "--lr", "1e-3")
                .words("--json")
                .succeed();
        assertThat(outcome.err()).as("what TensorFlow notes").isEmpty();
        JsonNode full = outcome.json();
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

    @Test
    void anAdaptedModelIsSavedAndOpensWithWhatItLearned() throws IOException {
        Natives.need("tf");
        Path work = Samples.directory("saved models");
        String key = "ttt.trainer.tensorflow.";
        for (String adaptation : List.of("full", "lora")) {
            Path saved = work.resolve(adaptation);
            JsonNode adapted = adapt(GOLDEN, "--save", saved, "--set", key + "adaptation=" + adaptation);
            assertThat(adapted.get("saved").asText()).isEqualTo(saved.toString());
            JsonNode again = adaptation.equals("full")
                    ? adapt(saved)
                    : adapt(GOLDEN, "--set", key + "adaptation=lora", "--set", key + "adapter=" + saved);
            assertThat(again.at("/score/before"))
                    .isEqualTo(adapted.at("/score/after"))
                    .isNotEqualTo(adapted.at("/score/before"));
        }
        assertThat(work.resolve("full/model.safetensors")).isRegularFile();
        assertThat(work.resolve("lora/adapter_model.safetensors")).isRegularFile();
    }

    private static JsonNode adapt(Path model, Object... further) {
        return Launch.ttt("adapt", "--index", Samples.hashedIndex(), "--model", model, "--neighbors", 2, "--json")
                .words("--prompt", "The harbour", "--set", "ttt.trainer.tensorflow.tokenizer=bytes")
                .words("--set", "ttt.trainer.tensorflow.learning-rate=0.01")
                .words(further)
                .hashed()
                .succeed()
                .json();
    }

    /** None of it needs a native library: only {@code check} computes. */
    @Test
    void checkpointsAreMadeConvertedAndVerified() throws IOException {
        Path work = Samples.directory("made models");
        Path made = work.resolve("made");
        Launch.ttt("model", "init", "--family", "llama", "--size", "tiny", "--out", made)
                .words("--seed", 5, "--max-shard-size", "100kB")
                .succeed();
        Launch.ttt("model", "init", "--family", "llama", "--size", "tiny", "--out", made)
                .run()
                .failedWith(1, made.toString(), "already");
        Launch.ttt("model", "init", "--family", "llama", "--size", "huge", "--out", made)
                .run()
                .failedWith(2, "--size huge", "llama/1b");
        JsonNode info = Launch.ttt("model", "info", made, "--json").succeed().json();
        assertThat(info.get("family").asText()).isEqualTo("llama");
        assertThat(info.get("files").size()).isGreaterThan(3);

        Path narrow = work.resolve("narrow");
        Launch.ttt("model", "convert", made, "--out", narrow, "--dtype", "bf16").succeed();
        assertThat(narrow.resolve("model.safetensors")).isRegularFile();
        JsonNode verified =
                Launch.ttt("model", "verify", narrow, "--json").succeed().json();
        assertThat(verified.get("values").longValue())
                .isEqualTo(info.get("parameters").longValue());
        assertThat(verified.get("problems")).isEmpty();

        Files.write(narrow.resolve("model.safetensors"), new byte[] {1, 2, 3});
        Files.writeString(narrow.resolve("tokenizer.json"), "{}");
        Launch.Outcome damaged = Launch.ttt("model", "verify", narrow).run();
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.out()).contains("problem: ", "model.safetensors", "tokenizer.json", "2 problems");
    }

    @Test
    void benchMeasuresEveryPartOfAStep() throws IOException {
        Natives.need("tf");
        Path model = Samples.directory("measured model");
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(GOLDEN.resolve(file), model.resolve(file));
        }
        JsonNode answer = Launch.ttt("bench", "train", "--model", model, "--tokens", "8,16", "--rounds", 1)
                .words("--adaptation", "full,lora", "--threads", "1", "--json")
                .succeed()
                .json();
        assertThat(answer.get("results")).hasSize(4).allSatisfy(row -> {
            for (String part : List.of("load", "forward", "forward_backward", "step", "first_step", "reset")) {
                assertThat(row.get(part + "_seconds").doubleValue()).as(part).isPositive();
            }
            assertThat(row.get("product_gflops").doubleValue()).isPositive();
        });
        assertThat(answer.at("/results/0/trained").longValue()).isEqualTo(124736);
        assertThat(answer.at("/results/2/trained").longValue()).isLessThan(124736);

        Launch.ttt("bench", "train", "--model", model, "--tokens", 100_000)
                .run()
                .failedWith(1, "100000", "positions");
    }

    private static void near(JsonNode found, JsonNode wanted, double relative) {
        assertThat(wanted.isNumber()).isTrue();
        assertThat(found.doubleValue())
                .isCloseTo(wanted.doubleValue(), within(relative * Math.abs(wanted.doubleValue())));
    }
}
