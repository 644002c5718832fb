package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Undo;

/** Clients that are slow, gone, half gone or many, over plain sockets. */
class ConnectionTests {

    private static ServerFixture server;

    @BeforeAll
    static void start() {
        server = new ServerFixture(Map.of("request-seconds", "1", "queue", "4", "cache.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void itKeepsServing() {
        server.trainer().letGo();
        Eventually.holds("no session is left open", () -> server.trainer().open() == 0);
        assertThat(server.complete("the river", "").at("/choices/0/text").isTextual())
                .isTrue();
    }

    @Test
    void aHeadThatTricklesIn() {
        try (RawClient client = client()) {
            client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n");
            int sent = 0;
            while (sent < 200 && client.trySend("X-" + sent + ": y\r\n")) { // never idle, never complete
                sent++;
                sleep(50);
            }
            assertThat(sent).isBetween(5, 199);
        }
        try (RawClient client = client()) {
            assertThat(client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n")
                            .all())
                    .startsWith("HTTP/1.1 408 ")
                    .containsPattern("\r\nX-Request-Id: [0-9a-f]{24}\r\n")
                    .contains("\r\nConnection: close\r\n", "\"code\":\"request_timeout\"");
        }
        assertThat(server.get("/metrics").body())
                .containsPattern("ttt_requests_total\\{route=\"other\",status=\"408\"} [1-9]");
    }

    @Test
    void aBodyThatDoesNotCome() {
        try (RawClient client = client()) {
            assertThat(client.send(RawClient.head("POST", "/v1/completions", 100) + "{\"model\"")
                            .all())
                    .startsWith("HTTP/1.1 408 ")
                    .contains("\r\nConnection: close\r\n", "found a request that was not complete after 1 s");
        }
    }

    @Test
    void anIdleConnectionIsNoSlowRequest() {
        try (RawClient client = client()) {
            client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").until("\"ok\"}");
            sleep(2000);
            assertThat(client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .all())
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aHalfClosedConnectionIsAnswered() {
        server.trainer().hold();
        try (RawClient client = client()) {
            client.send(RawClient.post("/v1/completions", ServerFixture.completion("the river", "")))
                    .half();
            Eventually.holds("it trains", () -> server.trainer().held() == 1);
            sleep(1200); // several probes
            assertThat(server.trainer().held()).isEqualTo(1);
            server.trainer().letGo();
            assertThat(client.all())
                    .startsWith("HTTP/1.1 102 ")
                    .contains("HTTP/1.1 200 ")
                    .contains("\"text_completion\"");
        }
    }

    @Test
    void aHalfClosedStreamIsAnswered() {
        server.trainer().hold();
        try (RawClient client = client()) {
            client.send(RawClient.post(
                            "/v1/completions",
                            ServerFixture.completion("the river", "\"stream\":true,\"ttt\":{\"trace\":true}")))
                    .half();
            Eventually.holds("it trains", () -> server.trainer().held() == 1);
            sleep(800);
            server.trainer().letGo();
            assertThat(client.all())
                    .contains("HTTP/1.1 200 ")
                    .contains("\n:\n\n")
                    .contains("data: [DONE]");
        }
    }

    @Test
    void aRequestThatBreaksOff() {
        try (RawClient client = client()) {
            assertThat(client.send(RawClient.head("POST", "/v1/completions", 100) + "{\"model\"")
                            .half()
                            .all())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("found a body that ends after 8 bytes");
        }
    }

    @Test
    void aClientThatGoesInTheMiddleOfTraining() {
        for (String more : List.of("", "\"stream\":true", "\"stream\":true,\"ttt\":{\"trace\":true}")) {
            server.trainer().hold();
            try (RawClient client = client()) {
                client.send(RawClient.post("/v1/completions", ServerFixture.completion("the river", more)));
                Eventually.holds("it trains", () -> server.trainer().held() == 1);
            }
            Eventually.holds("the session is given back", () -> server.trainer().open() == 0);
            assertThat(server.trainer().held()).isZero();
        }
        assertThat(server.get("/metrics").body()).contains("ttt_given_up_total{reason=\"client_gone\"} 3");
    }

    @Test
    void aClientThatGoesWhileItWaits() {
        server.trainer().hold();
        try (RawClient one = client();
                RawClient two = client()) {
            String request = RawClient.post("/v1/completions", ServerFixture.completion("the river", ""));
            one.send(request);
            two.send(request);
            Eventually.holds("both train", () -> server.trainer().held() == 2);
            try (RawClient three = client()) {
                three.send(request);
                Eventually.holds(
                        "it waits",
                        () -> server.get("/metrics").body().contains("ttt_queue_depth{lane=\"mode-full\"} 1"));
            }
            Eventually.holds(
                    "it left the queue",
                    () -> server.get("/metrics").body().contains("ttt_queue_depth{lane=\"mode-full\"} 0"));
            server.trainer().letGo();
        }
    }

    @Test
    void aRequestBehindOneThatIsNotAnswered() {
        server.trainer().hold();
        try (RawClient client = client()) {
            client.send(RawClient.post("/v1/completions", ServerFixture.completion("the river", "")));
            Eventually.holds("it trains", () -> server.trainer().held() == 1);
            client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            sleep(300);
            server.trainer().letGo();
            assertThat(client.all()).startsWith("HTTP/1.1 200 ").contains("\"text_completion\"");
        }
    }

    @Test
    void aThousandConnectionsAtOnce() {
        String request = RawClient.post("/v1/completions", ServerFixture.completion("the river", ""));
        try (Undo open = new Undo()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clients.add(open.push(client()));
            }
            for (RawClient client : clients) {
                client.send(request.replace("Host: localhost\r\n", "Host: localhost\r\nConnection: close\r\n"));
            }
            int answered = 0;
            int refused = 0;
            for (RawClient client : clients) {
                String answer = client.all();
                answered += answer.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                if (answer.startsWith("HTTP/1.1 429 ")) {
                    refused++;
                    assertThat(answer).containsPattern("Retry-After: [1-9]").contains("rate_limit_exceeded");
                }
            }
            assertThat(answered).isGreaterThanOrEqualTo(6);
            assertThat(answered + refused).isEqualTo(1000);
        }
    }

    private static RawClient client() {
        return new RawClient(server.server().uri());
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
