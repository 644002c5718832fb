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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight clients at once on the bundled model, without and with the adapter cache: no error but 429, memory that does not
 * grow, no more adapters on disk than there are prompts, and a table for docs/server.md in
 * {@code target/it/serve-load.md}. Fifteen seconds each here, ten minutes each with {@code -Dttt.soak=true}.
 */
class ServeLoadIT {

    private static final int CLIENTS = 8;
    private static final boolean SOAK = Boolean.getBoolean("ttt.soak");
    private static final long SECONDS = SOAK ? 600 : 15;
    private static final int WARM_UP_SECONDS = 5;
    private static final int SAMPLES = 30;
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
        Path adapters = Samples.directory("serve-load-" + cache);
        try (Serving serving = Serving.of(Launch.ttt("serve", "--index", Samples.hashedIndex())
                .hashed()
                .options("-Xms512m -Xmx512m -XX:+AlwaysPreTouch") // so that the heap does not grow
                .words("--set", "ttt.trainer.tensorflow.adaptation=lora")
                .words("--set", "ttt.trainer.tensorflow.max-sessions=2")
                .words("--set", "ttt.server.queue=4")
                .words("--set", "ttt.server.cache.enabled=" + cache)
                .words("--set", "ttt.server.cache.directory=" + adapters))) {
            String model = serving.model();
            run(serving, model, WARM_UP_SECONDS, new ArrayList<>(), new ArrayList<>()); // what is allocated once
            long start = System.nanoTime();
            List<Double> millis = new ArrayList<>();
            List<Long> resident = new ArrayList<>();
            Map<Integer, Integer> statuses = run(serving, model, SECONDS, millis, resident);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(statuses).containsKey(200);
            assertThat(statuses.keySet()).isSubsetOf(200, 429);
            Collections.sort(millis);
            int third = Math.max(1, resident.size() / 3);
            long first = median(resident.subList(0, third));
            long last = median(resident.subList(resident.size() - third, resident.size()));
            int refused = statuses.getOrDefault(429, 0);
            report(String.format(
                    Locale.ROOT,
                    "| %s | %.0f s | %.2f | %.2f s | %.2f s | %.2f s | %d of %d | %d, %d, %d MB |",
                    cache ? "on" : "off",
                    seconds,
                    millis.size() / seconds,
                    millis.get(millis.size() / 2) / 1000,
                    millis.get(millis.size() * 95 / 100) / 1000,
                    millis.get(millis.size() * 99 / 100) / 1000,
                    refused,
                    refused + millis.size(),
                    first >> 20,
                    last >> 20,
                    Collections.max(resident) >> 20));
            demandFewAdapters(serving, cache, adapters);
            // An adapter is 0.3 MB: to leak one for each answer shows in ten minutes, in fifteen seconds only much more
            // does.
            assertThat(last - first).as("growth of resident memory").isLessThan(SOAK ? 100L << 20 : 300L << 20);
            assertThat(serving.stop().exit()).isZero();
        }
        assertThat(adapters).as("what the server leaves").isEmptyDirectory();
    }

    /** Nobody is served any more: what is kept is one adapter for each prompt, as the metrics tell, however many answers. */
    private static void demandFewAdapters(Serving serving, boolean cache, Path adapters) throws IOException {
        long files = 0;
        long bytes = 0;
        try (Stream<Path> walk = Files.walk(adapters)) {
            for (Path file :
                    walk.filter(one -> one.toString().endsWith(".adapter")).toList()) {
                files++;
                bytes += Files.size(file);
            }
        }
        assertThat(files).as("adapters on disk").isBetween(cache ? 1L : 0L, cache ? PROMPTS.size() : 0L);
        if (cache) {
            assertThat(serving.metric("ttt_cache_entries")).isEqualTo((double) files);
            assertThat(serving.metric("ttt_cache_bytes")).isEqualTo((double) bytes);
        }
    }

    /** Lets the clients work; looks at the server's memory the while, from the first moment to the last. */
    private static Map<Integer, Integer> run(
            Serving serving, String model, long seconds, List<Double> millis, List<Long> resident)
            throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Double> all = Collections.synchronizedList(new ArrayList<>());
        List<Future<Map<Integer, Integer>>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            running.add(clients.submit(() -> client(serving, model, client, end, all)));
        }
        clients.shutdown();
        do {
            resident.add(serving.residentBytes());
        } while (!clients.awaitTermination(seconds * 1000 / SAMPLES, TimeUnit.MILLISECONDS));
        resident.add(serving.residentBytes());
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (Future<Map<Integer, Integer>> one : running) {
            one.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
        }
        millis.addAll(all);
        return statuses;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
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

    private static void report(String row) throws IOException {
        Path file = Distribution.WORK.resolve("serve-load.md");
        Files.createDirectories(file.getParent());
        String head = Files.exists(file) ? "" : """
                | cache | time | answers/s | p50 | p95 | p99 | 429 | resident: first, last third, most |
                |---|---|---|---|---|---|---|---|
                """;
        Files.writeString(file, head + row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.Logger log = System.getLogger(ServeLoadIT.class.getName());
        log.log(System.Logger.Level.INFO, () -> "eight clients: " + row);
    }
}
