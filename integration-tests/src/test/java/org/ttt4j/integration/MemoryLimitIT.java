package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * The packaged program under the memory limit of a container, of which the launcher gives Java two fifths for its heap: what
 * ONNX Runtime, FAISS and TensorFlow take has room beside it. Peaks are left in {@code target/it/memory-limit-COMMAND.txt}.
 */
class MemoryLimitIT {

    private static final long LIMIT = 2L << 30;
    private static final String PROMPT = "    /** Releases the index. Idempotent. */\n    @Override\n    public void ";

    @Test
    void theServerAnswers() throws IOException {
        Natives.need("onnx", "faiss", "tf");
        var index = Samples.index(); // made outside of the limit
        try (MemoryLimit limit = MemoryLimit.of(LIMIT)) {
            try (Serving serving = Serving.of(
                    limit.on(Launch.ttt("serve", "--index", index).words("--set", "ttt.server.modes=lora,full")))) {
                for (String mode : new String[] {"lora", "full"}) {
                    ObjectNode request = new ObjectMapper()
                            .createObjectNode()
                            .put("model", serving.model())
                            .put("prompt", PROMPT)
                            .put("max_tokens", 8);
                    request.putObject("ttt").put("neighbors", 10).put("mode", mode);
                    JsonNode answer = serving.post("/v1/completions", request);
                    assertThat(answer.at("/ttt/bits_per_byte/after").asDouble())
                            .isLessThan(answer.at("/ttt/bits_per_byte/before").asDouble());
                }
                assertThat(serving.stop().exit()).isZero();
            }
            check(limit, "serve");
        }
    }

    @Test
    void aCommandAdapts() throws IOException {
        Natives.need("onnx", "faiss", "tf");
        var index = Samples.index();
        try (MemoryLimit limit = MemoryLimit.of(LIMIT)) {
            JsonNode adapted = limit.on(Launch.ttt("adapt", "--index", index, "--prompt", PROMPT)
                            .words("--neighbors", 10, "--generate", 8, "--json"))
                    .succeed()
                    .json();
            assertThat(adapted.isObject()).isTrue();
            check(limit, "adapt");
        }
    }

    private static void check(MemoryLimit limit, String command) throws IOException {
        assertThat(limit.killed()).as("processes killed for want of memory").isZero();
        Files.writeString(
                Distribution.WORK.resolve("memory-limit-" + command + ".txt"),
                "peak of " + command + " under " + (LIMIT >> 20) + " MB: " + (limit.peak() >> 20) + " MB\n");
    }
}
