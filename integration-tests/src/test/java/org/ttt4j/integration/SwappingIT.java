package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One {@code --set} swaps a backend; nothing else of a command changes. */
class SwappingIT {

    /** The other slots hold pure-Java backends, so that what is seen is the swapped one. */
    @ParameterizedTest
    @CsvSource({
        "ttt.selector.use, nn",
        "ttt.selector.use, sift",
        "ttt.index.use, exact",
        "ttt.index.use, faiss",
        "ttt.trainer.use, bytes",
        "ttt.trainer.use, tensorflow"
    })
    void adapts(String key, String id) {
        Natives.need("faiss", "tf");
        JsonNode adapted = Launch.ttt("adapt", "--index", Samples.hashedIndex(), "--set", key + "=" + id, "--json")
                .words("--prompt", "a vector index", "--neighbors", 3)
                .words("--set", "ttt.trainer.tensorflow.model=" + Samples.model())
                .light()
                .succeed()
                .json();
        assertThat(adapted.get("selection")).hasSize(3);
        assertThat(adapted.at("/score/after/bits").asDouble()).isPositive();
        assertThat(adapted.get("manifest").toString()).contains(id);
    }

    @Test
    void theSameIndexDirectoryAnswersThroughEitherIndex() {
        Natives.need("faiss");
        assertThat(search("faiss")).hasSize(7).isEqualTo(search("exact"));
    }

    @ParameterizedTest
    @CsvSource({"hash", "onnx"})
    void buildsWithEitherEmbedder(String embedder) {
        Natives.need("onnx", "faiss");
        Path index = Samples.directory("index with " + embedder).resolve("index");
        Launch.ttt("index", "build", "--corpus", Samples.corpus(), "--out", index)
                .words("--set", "ttt.embedder.use=" + embedder)
                .succeed();
        JsonNode found = Launch.ttt("index", "search", index, "package org.ttt4j.api;", "-k", 2, "--json")
                .words("--set", "ttt.embedder.use=" + embedder)
                .succeed()
                .json();
        assertThat(found.findValues("similarity")).hasSize(2);
    }

    @Test
    void theEnvironmentAndAFileSwapAsWell() throws IOException {
        assertThat(chosen(Launch.ttt("config", "--json").with("CONFIG_FORCE_ttt_selector_use", "nn")))
                .contains("CONFIG_FORCE_ttt_selector_use");
        Path file = Files.writeString(Samples.directory("a file").resolve("my.conf"), "ttt.selector.use = nn\n");
        assertThat(chosen(Launch.ttt("config", "--json", "--config", file))).contains("my.conf");
    }

    /** The entry of {@code ttt config} about the selector: its value, which must be nn, and origin. */
    private static String chosen(Launch launch) {
        JsonNode entry = launch.succeed().json().findValue("ttt.selector.use");
        assertThat(entry.get("value").asText()).isEqualTo("nn");
        return entry.get("origin").asText();
    }

    private static List<String> search(String index) {
        return Launch.ttt("index", "search", Samples.hashedIndex(), "progress of long work", "-k", 7, "--json")
                .words("--set", "ttt.index.use=" + index)
                .hashed()
                .succeed()
                .json()
                .findValuesAsText("id");
    }
}
