package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The packaged server with clients that nobody wrote for it, and with the bundled model. */
class ServeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NEWER = 25;

    @Test
    void theBundledModelAdaptsToEachRequest() {
        Natives.need("faiss", "tf");
        try (Serving serving = Serving.of(Launch.ttt("serve", "--index", Samples.hashedIndex())
                .hashed()
                .words("--set", "ttt.server.modes=lora,full"))) {
            JsonNode base = serving.post("/v1/completions", request(serving, "\"enabled\": false"));
            JsonNode lora = serving.post("/v1/completions", request(serving, "\"neighbors\": 5"));
            JsonNode again = serving.post("/v1/completions", request(serving, "\"neighbors\": 5"));
            JsonNode full = serving.post("/v1/completions", request(serving, "\"neighbors\": 5, \"mode\": \"full\""));
            assertThat(base.at("/ttt/enabled").booleanValue()).isFalse();
            for (JsonNode adapted : List.of(lora, full)) {
                assertThat(adapted.at("/ttt/cache").textValue()).isEqualTo("miss");
                assertThat(adapted.at("/ttt/bits_per_byte/after").asDouble())
                        .isLessThan(adapted.at("/ttt/bits_per_byte/before").asDouble());
            }
            assertThat(again.at("/ttt/cache").textValue()).isEqualTo("hit");
            assertThat(again.get("choices")).isEqualTo(lora.get("choices"));
            assertThat(again.at("/ttt/bits_per_byte")).isEqualTo(lora.at("/ttt/bits_per_byte"));
            assertThat(serving.post("/v1/completions", request(serving, "\"enabled\": false"))
                            .get("choices"))
                    .isEqualTo(base.get("choices"));
            Launch.Outcome ended = serving.stop();
            assertThat(ended.exit()).as(ended.toString()).isZero();
            assertThat(ended.err()).contains("POST /v1/completions 200").doesNotContain("SLF4J", "Exception");
        }
    }

    @Test
    void theNewestJavaServes() {
        Natives.need("faiss", "tf");
        Path newest = Jdks.all().stream().reduce((older, newer) -> newer).orElseThrow();
        Assumptions.assumeTrue(Jdks.version(newest) >= NEWER, "no Java " + NEWER + " or newer is installed");
        try (Serving serving = Serving.of(Launch.ttt("serve", "--index", Samples.hashedIndex())
                .hashed()
                .on(newest)
                .words("--set", "ttt.trainer.tensorflow.adaptation=lora"))) {
            JsonNode adapted = serving.post("/v1/completions", request(serving, "\"neighbors\": 3"));
            assertThat(adapted.at("/ttt/bits_per_byte/after").asDouble())
                    .isLessThan(adapted.at("/ttt/bits_per_byte/before").asDouble());
            Launch.Outcome ended = serving.stop();
            assertThat(ended.exit()).as(ended.toString()).isZero();
            assertThat(ended.err())
                    .contains("letting running requests end")
                    .doesNotContain("WARNING", "SLF4J", "Exception");
        }
    }

    /** What the optimizer has learned from one request must not reach the next. */
    @Test
    void anOptimizerThatRemembersIsNotServed() {
        Launch.ttt("serve", "--index", Samples.hashedIndex())
                .hashed()
                .words("--set", "ttt.trainer.tensorflow.carry-optimizer-state=true")
                .run()
                .refused("ttt.trainer.tensorflow.carry-optimizer-state", "found true, wanted false");
    }

    @Test
    void curlIsAClient() throws IOException {
        Natives.need("faiss");
        Path keys = Files.writeString(Samples.directory("keys").resolve("keys.txt"), "# ours\nthe-key\n");
        try (Serving serving = Serving.of(
                Launch.ttt("serve", "--index", Samples.hashedIndex(), "--set", "ttt.server.keys-file=" + keys)
                        .light())) {
            String body =
                    "{\"model\": \"bytes, order 5\", \"prompt\": \"public \", \"max_tokens\": 5, \"stream\": true}";
            Launch.Outcome streamed = Launch.of(
                            Path.of("curl"),
                            "-sSN",
                            serving.uri().resolve("/v1/completions"),
                            "-H",
                            "Authorization: Bearer the-key",
                            "-H",
                            "Content-Type: application/json",
                            "-d",
                            body)
                    .succeed();
            assertThat(streamed.out())
                    .startsWith("data: {")
                    .endsWith("data: [DONE]\n\n")
                    .contains("\"neighbors\":[{");
            Launch.Outcome refused = Launch.of(
                            Path.of("curl"),
                            "-sS",
                            "-w",
                            "%{http_code}",
                            serving.uri().resolve("/v1/models"))
                    .succeed();
            assertThat(refused.out()).contains("found no API key").endsWith("401");
        }
    }

    @Test
    void thePackageOpenaiIsAClient() throws IOException {
        Natives.need("faiss");
        needNpm();
        Path work = Samples.directory("openai");
        for (String file : List.of("package.json", "client.mjs")) {
            try (InputStream in = ServeIT.class.getResourceAsStream("/openai/" + file)) {
                Files.copy(in, work.resolve(file));
            }
        }
        Launch.of(Path.of("npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund")
                .in(work)
                .succeed();
        try (Serving serving =
                Serving.of(Launch.ttt("serve", "--index", Samples.hashedIndex()).light())) {
            JsonNode seen = Launch.of(
                            Path.of("node"), "client.mjs", serving.uri().resolve("/v1"))
                    .in(work)
                    .succeed()
                    .json();
            assertThat(seen.get("models").toString()).isEqualTo("[\"bytes, order 5\",\"embedder\"]");
            assertThat(seen.get("text").textValue())
                    .isNotEmpty()
                    .isEqualTo(seen.get("streamed").textValue());
            assertThat(seen.at("/ttt/neighbors")).hasSize(4);
            assertThat(seen.at("/ttt/cache").textValue()).isEqualTo("hit");
            assertThat(seen.at("/usage/prompt_tokens").asInt()).isEqualTo("public final class ".length());
            assertThat(seen.at("/usage/completion_tokens").asInt()).isEqualTo(6);
            assertThat(seen.get("tokens").asInt())
                    .isEqualTo(seen.at("/usage/total_tokens").asInt());
            assertThat(seen.get("consistent").booleanValue()).isTrue();
            assertThat(seen.get("several").toString()).isEqualTo("[0,1,2,3]");
            assertThat(seen.get("first")).isEqualTo(seen.get("text"));
            assertThat(seen.get("byTokens")).isEqualTo(seen.get("text"));
            assertThat(seen.at("/embedded/prompt_tokens").asInt()).isEqualTo(4);
            assertThat(seen.get("dimension").asInt()).isEqualTo(512);
            assertThat(seen.get("distance").asDouble()).isZero();
            assertThat(seen.at("/error/status").asInt()).isEqualTo(404);
            assertThat(seen.at("/error/name").textValue()).isEqualTo("NotFoundError");
            assertThat(seen.at("/error/message").textValue()).contains("found the model \"gpt-9\"");
        }
    }

    private static ObjectNode request(Serving serving, String ttt) {
        try {
            ObjectNode request = JSON.createObjectNode()
                    .put("model", serving.model())
                    .put("prompt", "    /** Releases the index. Idempotent. */\n    @Override\n    public void ")
                    .put("max_tokens", 8)
                    .put("temperature", 0);
            request.set("ttt", JSON.readTree("{" + ttt + "}"));
            return request;
        } catch (IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static void needNpm() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm")));
        if (!there
                && List.of(System.getProperty("ttt.require", "").split("\\s*,\\s*"))
                        .contains("npm")) {
            fail("-Dttt.require names npm, but PATH has none");
        }
        Assumptions.assumeTrue(there, "PATH has no npm");
    }
}
