package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;

/** Running it: keys, pressure, deadlines, closing, what it tells about itself. */
class OperationTests {

    @Test
    void onlyThoseWithAKeyComeIn() {
        try (ServerFixture server = new ServerFixture(Map.of("keys", "right-key, other-key"))) {
            HttpResponse<String> missing = server.get("/v1/models");
            BadRequestTests.refused(missing, 401, "found no API key");
            assertThat(missing.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            for (String wrong :
                    List.of("Bearer right-ke", "Bearer right-key2", "Bearer", "Basic right-key", "right-key")) {
                assertThat(models(server, wrong).statusCode()).as(wrong).isEqualTo(401);
            }
            assertThat(models(server, "Bearer right-key").statusCode()).isEqualTo(200);
            assertThat(models(server, "bearer other-key").statusCode()).isEqualTo(200);
            assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(server.get("/nothing").statusCode()).isEqualTo(401);
            for (String open : List.of("/", "/health", "/ready", "/openapi.json")) {
                assertThat(server.get(open).statusCode()).as(open).isEqualTo(200);
            }
        }
    }

    @Test
    void pagesOfOtherSitesDoNotReachIt() {
        try (ServerFixture server = new ServerFixture(Map.of("hosts", "proxy.example"))) {
            for (String host : List.of("localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:7", "proxy.example")) {
                assertThat(health(server, host)).as(host).startsWith("HTTP/1.1 200 ");
            }
            assertThat(health(server, "evil.example"))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("found the host \\\"evil.example\\\"");
            HttpResponse<String> preflight = server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                    .header("Origin", "http://evil.example")
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
            assertThat(preflight.statusCode()).isEqualTo(405);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void underPressureItSaysWhenToComeBack() {
        try (ServerFixture server = new ServerFixture(Map.of("queue", "1", "cache.enabled", "false"))) {
            server.trainer().hold();
            List<CompletableFuture<JsonNode>> running = List.of(
                    CompletableFuture.supplyAsync(() -> server.complete("the river", "")),
                    CompletableFuture.supplyAsync(() -> server.complete("the river", "")),
                    CompletableFuture.supplyAsync(() -> server.complete("the river", "")));
            Eventually.holds(
                    "two train and one waits",
                    () -> server.trainer().held() == 2
                            && server.get("/metrics").body().contains("ttt_queue_depth{lane=\"mode-full\"} 1"));
            HttpResponse<String> refused = server.post("/v1/completions", ServerFixture.completion("the river", ""));
            JsonNode error = BadRequestTests.refused(refused, 429, "found 1 requests waiting");
            assertThat(error.get("type").textValue()).isEqualTo("requests");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 600L);
            // What needs no trainer is not held up.
            assertThat(server.post("/v1/search", "{\"query\":\"the river\"}").statusCode())
                    .isEqualTo(200);
            server.trainer().letGo();
            running.forEach(CompletableFuture::join);
            assertThat(server.get("/metrics").body()).contains("ttt_rejected_total{lane=\"mode-full\"} 1");
        }
    }

    @Test
    void workHasADeadline() {
        try (ServerFixture server = new ServerFixture(Map.of("deadline-seconds", "1", "cache.enabled", "false"))) {
            server.trainer().hold();
            BadRequestTests.refused(
                    server.post("/v1/completions", ServerFixture.completion("the river", "")),
                    504,
                    "found no end after 1 s");
            String stream = server.post(
                            "/v1/completions",
                            ServerFixture.completion("the river", "\"stream\":true,\"ttt\":{\"trace\":true}"))
                    .body();
            assertThat(stream).contains("\"code\":\"deadline_exceeded\"").doesNotContain("[DONE]");
            Eventually.holds("no session is left", () -> server.trainer().open() == 0);
        }
    }

    /** What is broken off has cost as much as what is not. */
    @Test
    void countsWhatIsGivenUpAsWell() {
        try (ServerFixture server = new ServerFixture(Map.of("deadline-seconds", "1"))) {
            server.trainer().holdAfterTheFirst();
            server.post("/v1/completions", ServerFixture.completion("the river", ""));
            Eventually.holds("no session is left", () -> server.trainer().open() == 0);
            assertThat(server.get("/metrics").body())
                    .contains("ttt_training_steps_total 1\n")
                    .containsPattern(
                            "ttt_stage_seconds_total\\{stage=\"train\"} [0-9.]*[1-9]"); // how much, the load decides
        }
    }

    /** However an answer fails, the thread of its lane serves the next one. */
    @Test
    void aLaneOutlivesWorkThatThrows() throws InterruptedException {
        try (Lane lane = new Lane("test", 1, 4)) {
            CountDownLatch served = new CountDownLatch(1);
            lane.submit(new Job(), () -> {
                throw new AssertionError("planted: the answer could not be given");
            });
            lane.submit(new Job(), served::countDown);
            assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingLetsRunningRequestsEnd() {
        ServerFixture server = new ServerFixture(Map.of("shutdown-seconds", "60"));
        server.trainer().hold();
        CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> server.complete("the river", ""));
        Eventually.holds("it trains", () -> server.trainer().held() == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server()::close);
        Eventually.holds("it takes no more", () -> server.get("/ready").statusCode() == 503);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        BadRequestTests.refused(server.get("/v1/models"), 503, "shutting down");
        assertThat(closing).isNotDone();
        server.trainer().letGo();
        assertThat(running.join().at("/choices/0/text").isTextual()).isTrue();
        closing.join();
        server.close();
    }

    @Test
    void closingGivesUpWhatTakesTooLong() {
        ServerFixture server = new ServerFixture(Map.of("shutdown-seconds", "0"));
        server.trainer().hold();
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(
                () -> server.post("/v1/completions", ServerFixture.completion("the river", "")));
        Eventually.holds("it trains", () -> server.trainer().held() == 1);
        server.server().close();
        BadRequestTests.refused(running.join(), 503, "shutting down");
        assertThat(server.trainer().open()).isZero();
        server.close();
        server.server().close(); // again
    }

    @Test
    void closingLetsWaitingRequestsEndToo() {
        ServerFixture server = new ServerFixture(Map.of("shutdown-seconds", "60", "cache.enabled", "false"));
        List<CompletableFuture<HttpResponse<String>>> all = threeOfWhichOneWaits(server);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server()::close);
        Eventually.holds("it takes no more", () -> server.get("/ready").statusCode() == 503);
        server.trainer().letGo();
        assertThat(all.stream().map(one -> one.join().statusCode())).containsExactly(200, 200, 200);
        closing.join();
        assertThat(server.trainer().open()).isZero();
        server.close();
    }

    @Test
    void closingTellsWaitingRequestsToGoElsewhere() {
        ServerFixture server = new ServerFixture(Map.of("shutdown-seconds", "0", "cache.enabled", "false"));
        List<CompletableFuture<HttpResponse<String>>> all = threeOfWhichOneWaits(server);
        server.server().close();
        all.forEach(one -> BadRequestTests.refused(one.join(), 503, "shutting down"));
        assertThat(server.trainer().trainings()).isZero();
        assertThat(server.trainer().open()).isZero();
        server.close();
    }

    private static List<CompletableFuture<HttpResponse<String>>> threeOfWhichOneWaits(ServerFixture server) {
        server.trainer().hold();
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(CompletableFuture.supplyAsync(
                    () -> server.post("/v1/completions", ServerFixture.completion("the river", "")),
                    task -> new Thread(task).start())); // the common pool may be too small for three
        }
        Eventually.holds(
                "two train and one waits",
                () -> server.trainer().held() == 2
                        && server.get("/metrics").body().contains("ttt_queue_depth{lane=\"mode-full\"} 1"));
        return all;
    }

    @Test
    void leavesNoThreadBehind() {
        Set<Thread> before = threads();
        try (ServerFixture server = new ServerFixture(Map.of())) {
            server.complete("the river", "");
            assertThat(before.containsAll(threads())).isFalse();
        }
        Eventually.holds("all threads end", () -> before.containsAll(threads()));
    }

    @Test
    void aPortThatIsTakenIsOneSentence() {
        Set<Thread> before = threads();
        try (ServerFixture server = new ServerFixture(Map.of())) {
            int port = server.server().uri().getPort();
            assertThatThrownBy(() -> new ServerFixture(Map.of("port", Integer.toString(port))))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1 port " + port + ": Address already in use");
        }
        // looked at after the first is closed, whose pool starts threads whenever it likes
        Eventually.holds("nothing is left of the second", () -> before.containsAll(threads()));
    }

    @Test
    void tellsWhatItDoes() {
        Logger access = Logger.getLogger("org.ttt4j.server.access");
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        access.addHandler(handler);
        try (ServerFixture server = new ServerFixture(Map.of("keys", "secret-key"))) {
            HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                    .header("Authorization", "Bearer secret-key")
                    .header("Content-Type", "application/json")
                    .header("X-Request-Id", "my-own.id_7")
                    .POST(HttpRequest.BodyPublishers.ofString(ServerFixture.completion("the river", ""))));
            assertThat(response.headers().firstValue("X-Request-Id")).contains("my-own.id_7");
            String strange = server.send(
                            HttpRequest.newBuilder(server.uri("/health")).header("X-Request-Id", "a b<script>"))
                    .headers()
                    .firstValue("X-Request-Id")
                    .orElseThrow();
            assertThat(strange).matches("[0-9a-f]{24}");
            Eventually.holds("both are logged", () -> lines.size() == 2);
            assertThat(String.join("\n", lines))
                    .containsPattern("my-own.id_7 127.0.0.1 POST /v1/completions 200 \\d+ B \\d+ ms")
                    .doesNotContain("secret-key", "the river");
            String metrics = server.send(
                            HttpRequest.newBuilder(server.uri("/metrics")).header("Authorization", "Bearer secret-key"))
                    .body();
            assertThat(metrics)
                    .contains("ttt_requests_total{route=\"/v1/completions\",status=\"200\"} 1")
                    .contains("ttt_request_seconds_bucket{route=\"/v1/completions\",le=\"0.01\"} ")
                    .contains("ttt_request_seconds_bucket{route=\"/v1/completions\",le=\"+Inf\"} 1")
                    .contains("ttt_request_seconds_count{route=\"/v1/completions\"} 1")
                    .contains("ttt_training_steps_total 3")
                    .contains("ttt_cache_misses_total 1")
                    .contains("ttt_generated_tokens_total 8")
                    .doesNotContain("secret-key", "the river");
            assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                    .allMatch(line ->
                            line.matches("[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*})? -?[0-9.e+-]+"));
        } finally {
            access.removeHandler(handler);
        }
    }

    private static HttpResponse<String> models(ServerFixture server, String authorization) {
        return server.send(HttpRequest.newBuilder(server.uri("/v1/models")).header("Authorization", authorization));
    }

    private static String health(ServerFixture server, String host) {
        try (RawClient client = new RawClient(server.server().uri())) {
            return client.send("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .all();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ttt-"))
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }
}
