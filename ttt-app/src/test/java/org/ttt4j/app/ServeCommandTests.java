package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.Settings;
import org.ttt4j.server.ServerSettings;

class ServeCommandTests {

    private static final String TEXT = Json.MAPPER.valueToTree(Corpora.text(42)).toString();
    private static final String PROMPT = "\"prompt\":" + TEXT;

    @TempDir
    private Path directory;

    private Path index;

    @BeforeEach
    void build() throws IOException {
        index = directory.resolve("index");
        CommandRun.pure("index", "build", "--corpus", Corpora.write(directory.resolve("c.jsonl"), 60), "--out", index)
                .succeeded();
    }

    @Test
    void servesUntilItIsStopped() throws IOException {
        try (Serving serving = new Serving("--index", index, "--set", "ttt.server.index-poll-seconds=1")) {
            JsonNode models = serving.get("/v1/models");
            String model = models.at("/data/0/id").textValue();
            assertThat(models.at("/data/0/ttt/selectors/0").textValue()).isEqualTo("nn");
            String body = "{\"model\":\"" + model + "\"," + PROMPT + ",\"max_tokens\":3,\"ttt\":{\"neighbors\":2,"
                    + "\"selector\":\"sift\",\"lambda\":0.5}}";
            JsonNode first = serving.post("/v1/completions", body);
            assertThat(first.at("/ttt/neighbors/0/id").asInt()).isEqualTo(42);
            assertThat(first.at("/ttt/neighbors/0/metadata/domain").textValue()).isEqualTo("domain-0");
            assertThat(first.at("/ttt/cache").textValue()).isEqualTo("miss");
            assertThat(serving.post("/v1/completions", body).at("/ttt/cache").textValue())
                    .isEqualTo("hit");

            // The index changes under it: what is deleted is not learned from, and what was learned is forgotten.
            CommandRun.pure("index", "delete", index, "--ids", "42").succeeded();
            JsonNode found = serving.post("/v1/search", "{\"query\":" + TEXT + ",\"k\":1}");
            for (int i = 0; i < 600 && found.at("/data/0/id").asInt() == 42; i++) {
                pause();
                found = serving.post("/v1/search", "{\"query\":" + TEXT + ",\"k\":1}");
            }
            assertThat(found.at("/data/0/id").asInt()).isNotEqualTo(42);
            JsonNode changed = serving.post("/v1/completions", body);
            assertThat(changed.at("/ttt/cache").textValue()).isEqualTo("miss");
            assertThat(changed.at("/ttt/neighbors").findValuesAsText("id")).doesNotContain("42");
            assertThat(serving.stop()).isZero();
        }
    }

    @Test
    void theGuardHoldsForRequests() throws IOException {
        try (Serving serving = new Serving("--index", index, "--set", "ttt.exclude.near-duplicates=0.9")) {
            String model = serving.get("/v1/models").at("/data/0/id").textValue();
            JsonNode json =
                    serving.post("/v1/completions", "{\"model\":\"" + model + "\"," + PROMPT + ",\"max_tokens\":1}");
            assertThat(json.at("/ttt/neighbors").findValuesAsText("id"))
                    .isNotEmpty()
                    .doesNotContain("42");
            assertThat(json.at("/ttt/excluded").asInt()).isPositive();
        }
    }

    @Test
    void refusesWhatCannotBeServed() {
        CommandRun.pure("serve").failed(2, "ttt.server.index: found none, wanted --index DIR");
        CommandRun.pure("serve", "--index", directory.resolve("none")).failed(1, "none");
        CommandRun.pure("serve", "--index", index, "--port", "99999").failed(2, "ttt.server.port");
        CommandRun.pure("serve", "--index", index, "--set", "ttt.server.modes=full,lora")
                .failed(2, "the trainer \"bytes\" has no key adaptation");
        CommandRun.pure("serve", "--index", index, "--set", "ttt.server.keys-file=" + directory.resolve("k"))
                .failed(2, "ttt.server.keys-file");
        CommandRun.pure("serve", "--index", index, "--set", "ttt.server.prot=1")
                .failed(2, "did you mean ttt.server.port?");
        CommandRun.pure("serve", "--index", index, "--set", "ttt.exclude.same-source=true")
                .failed(2, "ttt.exclude.same-source");
    }

    @Test
    void defaultsInCodeAndInFileAgree() {
        Configuration configuration = Configuration.load(Registry.load(List.of()), ConfigurationSources.of(List.of()));
        TrackedSettings settings = new TrackedSettings(configuration.config(), ServeCommand.PATH);
        assertThat(ServerSettings.from(settings)).isEqualTo(ServerSettings.from(Settings.of(Map.of())));
        assertThat(settings.integer("index-poll-seconds", 5, 0, 100)).isEqualTo(5);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    /** The command on a thread of its own. */
    private static final class Serving implements AutoCloseable {
        private final Stop stop = new Stop();
        private final CompletableFuture<Integer> code;
        private final URI uri;
        private final HttpClient client = HttpClient.newHttpClient();

        Serving(Object... words) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
            List<String> args = new ArrayList<>(CommandRun.PURE_JAVA);
            args.addAll(List.of("serve", "--port", "0", "--json"));
            for (Object word : words) {
                args.add(word.toString());
            }
            code = CompletableFuture.supplyAsync(
                    () -> Main.run(args, new ByteArrayInputStream(new byte[0]), printed, System.err, stop));
            while (!out.toString(StandardCharsets.UTF_8).endsWith("}\n")) {
                assertThat(code).as("the command").isNotDone();
                pause();
            }
            uri = URI.create(Json.MAPPER
                    .readTree(out.toString(StandardCharsets.UTF_8))
                    .get("uri")
                    .textValue());
        }

        JsonNode get(String path) throws IOException {
            return send(HttpRequest.newBuilder(uri.resolve(path)));
        }

        JsonNode post(String path, String body) throws IOException {
            return send(HttpRequest.newBuilder(uri.resolve(path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        private JsonNode send(HttpRequest.Builder request) throws IOException {
            try {
                HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                return Json.MAPPER.readTree(response.body());
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        }

        int stop() {
            stop.request(143);
            return code.join();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
