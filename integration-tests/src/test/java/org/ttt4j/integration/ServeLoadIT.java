package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight clients at once on the bundled model, without and with the adapter cache: no error but 429, memory that does not
 * grow, and a line of figures for each in {@code target/it/serve-load.txt}. Ten seconds each here, ten minutes with
 * {@code -Dttt.soak=true}.
 */
class ServeLoadIT {

    private static final int CLIENTS = 8;
    private static final boolean SOAK = Boolean.getBoolean("ttt.soak");
    private static final long SECONDS = SOAK ? 600 : 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PROMPTS = List.of(
            "/** Releases the model. Idempotent. */ void close();",
            "public record Score(double bits, long bytes, long tokens) {",
            "@throws IllegalArgumentException if a dimension is wrong",
            "import java.util.List;\nimport java.util.Objects;\n",
            "shape (rows, dimension), row-major",
            "private final Semaphore slots;",
            "cancelled between windows",
            "return control.cancelled();",
            "Thread-safe; calls wait for a free session.",
            "throw new BackendException(\"trainer\", ",
            "the base weights are back, bit for bit",
            "similarity grows with closeness");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eightClients(boolean cache) throws IOException, InterruptedException, ExecutionException {
        Natives.need("faiss", "tf");
        try (Serving serving = Serving.of(Launch.ttt("serve", "--index", Samples.hashedIndex())
                .hashed()
                .options("-Xms512m -Xmx512m -XX:+AlwaysPreTouch") // so that the heap does not grow
                .words("--set", "ttt.trainer.tensorflow.adaptation=lora")
                .words("--set", "ttt.trainer.tensorflow.max-sessions=2")
                .words("--set", "ttt.server.queue=4")
                .words("--set", "ttt.server.cache.enabled=" + cache))) {
            String model = serving.model();
            run(serving, model, SECONDS / 5 + 2); // what is allocated once
            long before = serving.residentBytes();
            long start = System.nanoTime();
            List<Double> millis = Collections.synchronizedList(new ArrayList<>());
            Map<Integer, Integer> statuses = run(serving, model, SECONDS, millis);
            double seconds = (System.nanoTime() - start) / 1e9;
            long after = serving.residentBytes();
            assertThat(statuses).containsKey(200);
            assertThat(statuses.keySet()).isSubsetOf(200, 429);
            Collections.sort(millis);
            report(String.format(
                    Locale.ROOT,
                    "cache %s: %d clients, %.0f s, %d answers, %d times 429, %.2f answers/s, p50 %.0f ms, p95 %.0f ms,"
                            + " p99 %.0f ms, resident %d MB before, %d MB after",
                    cache ? "on" : "off",
                    CLIENTS,
                    seconds,
                    millis.size(),
                    statuses.getOrDefault(429, 0),
                    millis.size() / seconds,
                    millis.get(millis.size() / 2),
                    millis.get(millis.size() * 95 / 100),
                    millis.get(millis.size() * 99 / 100),
                    before >> 20,
                    after >> 20));
            // A leak of one adapter for each answer would be more than this.
            assertThat(after - before).as("growth of resident memory").isLessThan(SOAK ? 200L << 20 : 300L << 20);
            assertThat(serving.stop().exit()).isZero();
        }
    }

    private static void run(Serving serving, String model, long seconds)
            throws InterruptedException, ExecutionException {
        assertThat(run(serving, model, seconds, Collections.synchronizedList(new ArrayList<>())))
                .isNotEmpty();
    }

    private static Map<Integer, Integer> run(Serving serving, String model, long seconds, List<Double> millis)
            throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<Map<Integer, Integer>>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            running.add(clients.submit(() -> client(serving, model, client, end, millis)));
        }
        clients.shutdown();
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (Future<Map<Integer, Integer>> one : running) {
            one.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
        }
        return statuses;
    }

    private static Map<Integer, Integer> client(
            Serving serving, String model, int client, long end, List<Double> millis) throws InterruptedException {
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = client; System.nanoTime() < end; i++) {
            ObjectNode request = JSON.createObjectNode()
                    .put("model", model)
                    .put("prompt", PROMPTS.get(i % PROMPTS.size()))
                    .put("max_tokens", 8)
                    .put("stream", i % 3 == 0);
            request.putObject("ttt").put("neighbors", 3);
            long start = System.nanoTime();
            HttpResponse<String> response = serving.answer("/v1/completions", request);
            statuses.merge(response.statusCode(), 1, Integer::sum);
            if (response.statusCode() == 200) {
                assertThat(response.body())
                        .contains("\"bits_per_byte\"")
                        .doesNotContain("\"error\":"); // a model may well say "error" itself
                millis.add((System.nanoTime() - start) / 1e6);
            } else {
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                Thread.sleep(200); // sooner than it was told to: that is the load
            }
        }
        return statuses;
    }

    private static void report(String line) throws IOException {
        Path file = Distribution.WORK.resolve("serve-load.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
