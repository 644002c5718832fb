package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be done is said in one sentence, with a status code, in OpenAI's form; the server keeps serving. */
class BadRequestTests {

    private static ServerFixture server;

    @BeforeAll
    static void start() {
        server = new ServerFixture(
                Map.of("limits.body-bytes", "4000", "limits.prompt-tokens", "300", "limits.completion-tokens", "50"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void itKeepsServing() {
        assertThat(server.complete("the river", "").at("/choices/0/text").isTextual())
                .isTrue();
        assertThat(server.trainer().open()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"model\":|not JSON in line 1",
                "{\"model\":1}{}|not JSON: found something after its end, wanted one JSON object",
                "{\"model\":NaN}|Non-standard token 'NaN'",
                "{\"model\":[1|not JSON in line 1",
                "[1,2]|a list",
                "7|the whole number 7",
                "{\"a\":1,\"a\":2}|Duplicate field 'a'",
                "{\"model\":7}|model: found the whole number 7, wanted a string",
            })
    void bodiesThatAreNoObject(String body, String words) {
        refused(server.post("/v1/completions", body), 400, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"max_tokens\":-1|max_tokens: found the whole number -1, wanted a whole number in [0, 50]",
                "\"max_tokens\":51|in [0, 50]",
                "\"max_tokens\":2.5|max_tokens: found the number 2.5",
                "\"max_tokens\":\"8\"|max_tokens: found the string \"8\"",
                "\"temperature\":-0.1|temperature: found the number -0.1, wanted a number in [0, 100]",
                "\"temperature\":1e999|temperature",
                "\"top_p\":0|top_p: found the whole number 0, wanted a number above 0 and at most 1",
                "\"stop\":[\"a\",5]|stop: found the whole number 5 in the list",
                "\"stop\":\"\"|stop: found an empty text",
                "\"n\":9|n: found the whole number 9, wanted a whole number in [1, 8]",
                "\"logprobs\":true|logprobs: found true",
                "\"stream\":\"yes\"|stream: found the string \"yes\", wanted true or false",
                "\"presence_penalty\":1|presence_penalty: found the whole number 1, wanted 0",
                "\"suffix\":\"x\"|suffix",
                "\"best_of\":3|best_of",
                "\"prompts\":\"x\"|found the field \"prompts\"",
                "\"ttt\":7|ttt: found the whole number 7, wanted an object",
                "\"ttt\":{\"selector\":\"best\"}|found the selector \"best\", wanted one of [sift, nn]",
                "\"ttt\":{\"mode\":\"lora\"}|found the mode \"lora\", wanted one of [full]",
                "\"ttt\":{\"neighbors\":-3}|ttt.neighbors: found the whole number -3",
                "\"ttt\":{\"neighbors\":5,\"candidates\":4}|found 4 candidates for 5 neighbours",
                "\"ttt\":{\"lambda\":-1}|ttt.lambda: found the whole number -1, wanted a number above 0",
                "\"ttt\":{\"alpha\":\"x\"}|ttt.alpha",
                "\"ttt\":{\"neighbours\":5}|found the field \"ttt.neighbours\"",
            })
    void fields(String field, String words) {
        String body = "{\"model\":\"" + ServerFixture.MODEL + "\",\"prompt\":\"the river\"," + field + "}";
        refused(server.post("/v1/completions", body), 400, words);
    }

    @Test
    void aBodyThatIsTooDeep() {
        String deep = "[".repeat(1500) + "]".repeat(1500);
        refused(server.post("/v1/completions", "{\"model\":" + deep + "}"), 400, "nesting depth");
    }

    /** By the name under which the caller knows the field. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/completions|\"ttt\":{\"selector\":\"best\"}|ttt.selector",
                "/v1/completions|\"ttt\":{\"mode\":\"lora\"}|ttt.mode",
                "/v1/completions|\"ttt\":{\"neighbors\":5,\"candidates\":4}|ttt.candidates",
                "/v1/completions|\"ttt\":{\"neighbours\":5}|ttt.neighbours",
                "/v1/completions|\"stop\":7|stop",
                "/v1/select|\"selector\":\"best\"|selector",
                "/v1/select|\"neighbors\":5,\"candidates\":4|candidates",
            })
    void namesTheField(String path, String field, String name) {
        String known = path.equals("/v1/select")
                ? "\"query\":\"the river\","
                : "\"model\":\"" + ServerFixture.MODEL + "\",\"prompt\":\"the river\",";
        JsonNode error = refused(server.post(path, "{" + known + field + "}"), 400, "found ");
        assertThat(error.get("param").textValue()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "null|prompt: found none",
                "\" \"|prompt: found an empty text",
                "[]|prompt: found 0 prompts, wanted between 1 and 16",
                "[\"a\",\" \"]|prompt[1]: found an empty text",
                "[\"a\",7]|prompt[1]: found the whole number 7, wanted a text or a list of token ids",
                "[7,\"a\"]|prompt: found a string in a list of token ids, wanted whole numbers",
                "[[]]|prompt: found an empty list",
                "[97,257]|prompt: found token 257, wanted one in [0, 257)",
                "[[97],[97,-1]]|prompt[1]: found token -1, wanted one in [0, 257)",
                "[97,195]|prompt: found token ids that end within a character",
                "[97,256,97]|prompt: found token ids that are not those of their text",
                "[32]|prompt: found the tokens of an empty text",
                "5|prompt: found the whole number 5",
            })
    void prompts(String prompt, String words) {
        refused(
                server.post("/v1/completions", "{\"model\":\"" + ServerFixture.MODEL + "\",\"prompt\":" + prompt + "}"),
                400,
                words);
    }

    @Test
    void aPromptOverTheLimit() {
        HttpResponse<String> response =
                server.post("/v1/completions", ServerFixture.completion("word ".repeat(80), ""));
        JsonNode error = refused(response, 400, "prompt: found 400 tokens, wanted at most 300");
        assertThat(error.get("code").textValue()).isEqualTo("context_length_exceeded");
        assertThat(error.get("param").textValue()).isEqualTo("prompt");
    }

    @Test
    void unknownModels() {
        JsonNode error = refused(
                server.post("/v1/completions", "{\"model\":\"gpt-9\",\"prompt\":\"x\"}"),
                404,
                "found the model \"gpt-9\"");
        assertThat(error.get("code").textValue()).isEqualTo("model_not_found");
        refused(server.post("/v1/embeddings", "{\"model\":\"gpt-9\",\"input\":\"x\"}"), 404, "gpt-9");
        refused(server.get("/v1/models/gpt-9"), 404, "gpt-9");
        refused(server.post("/v1/completions", "{\"prompt\":\"x\"}"), 400, "found no model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"input\":[]|input: found no text",
                "\"input\":[1,2]|input: found the whole number 1 in the list",
                "\"input\":\"x\",\"encoding_format\":\"hex\"|encoding_format",
                "\"input\":\"x\",\"dimensions\":7|dimensions: found the whole number 7, wanted 64",
            })
    void embeddings(String fields, String words) {
        refused(server.post("/v1/embeddings", "{\"model\":\"embedder\"," + fields + "}"), 400, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/search|{}|query: found no text",
                "/v1/search|{\"query\":\"x\",\"k\":0}|k: found the whole number 0",
                "/v1/select|{\"query\":\"x\",\"selector\":\"none\"}|found the selector \"none\"",
                "/v1/select|{\"query\":\"x\",\"k\":3}|found the field \"k\"",
            })
    void searches(String path, String body, String words) {
        refused(server.post(path, body), 400, words);
    }

    @Test
    void bodiesOverTheLimit() {
        refused(
                server.post("/v1/completions", " ".repeat(4001)),
                413,
                "found a body of 4001 bytes, wanted at most 4000");
        refused(
                server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofString(" ".repeat(100_000))))),
                413,
                "wanted at most 4000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/v1", "/v1/completions/", "/index.html", "/v1/models/../../etc/passwd"})
    void pathsThatAreNotThere(String path) {
        refused(server.get(path), 404, "found nothing at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..%2f..%2fetc/passwd", "/v1/%2e%2e/%2e%2e/etc/passwd", "/v1/models/..;/x", "/%00"})
    void pathTraversal(String path) {
        try (RawClient client = new RawClient(server.server().uri())) {
            String answer = client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .all();
            assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").contains("\"error\":{\"message\":\"found ");
            assertThat(answer).doesNotContain("root:", "Exception", "\tat ");
        }
    }

    @Test
    void methodsAndTypes() {
        HttpResponse<String> response = server.get("/v1/completions");
        refused(response, 405, "found GET /v1/completions, wanted POST");
        assertThat(response.headers().firstValue("Allow")).contains("POST");
        refused(
                server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                415,
                "found Content-Type text/plain");
        for (String type : new String[] {"application/jsonfoo", "application/json-patch+json"}) {
            refused(
                    server.send(HttpRequest.newBuilder(server.uri("/v1/completions"))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                    415,
                    "found Content-Type " + type);
        }
        assertThat(server.send(HttpRequest.newBuilder(server.uri("/v1/search"))
                                .header("Content-Type", "Application/JSON ; charset=utf-8")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"the river\"}")))
                        .statusCode())
                .isEqualTo(200);
        refused(
                server.send(
                        HttpRequest.newBuilder(server.uri("/v1/completions")).DELETE()),
                405,
                "DELETE");
    }

    @Test
    void requestsWithoutAPath() {
        for (String line : new String[] {"OPTIONS * HTTP/1.1", "CONNECT example.org:80 HTTP/1.1"}) {
            try (RawClient client = new RawClient(server.server().uri())) {
                assertThat(client.send(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                .all())
                        .as(line)
                        .matches("(?s)HTTP/1.1 4\\d\\d .*")
                        .contains("\"error\":{\"message\":\"found ");
            }
        }
    }

    @Test
    void headsThatAreNotHttp() {
        for (String head : new String[] {
            "GET / HTTP/1.1\r\n\r\n",
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n"
        }) {
            try (RawClient client = new RawClient(server.server().uri())) {
                assertThat(client.send(head).all())
                        .as(head.substring(0, Math.min(60, head.length())))
                        .matches("(?s)HTTP/1.1 4\\d\\d .*")
                        .contains("\"error\":{\"message\":\"found a request that HTTP does not allow");
            }
        }
    }

    /** The configured N and K are above what one request may ask for, and hold for it all the same. */
    @Test
    void limitsHoldForWhoAsksForNothing() {
        try (ServerFixture strict = new ServerFixture(Map.of("limits.neighbors", "2", "limits.candidates", "4"))) {
            assertThat(strict.complete("the river", "").at("/ttt/neighbors")).hasSize(2);
            assertThat(strict.complete("the river", "\"ttt\":{}").at("/ttt/neighbors"))
                    .hasSize(2);
        }
        try (ServerFixture strict = new ServerFixture(Map.of("limits.candidates", "2"))) {
            assertThat(strict.complete("the river", "").at("/ttt/neighbors")).hasSize(2);
        }
    }

    static JsonNode refused(HttpResponse<String> response, int status, String words) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        JsonNode error = ServerFixture.json(response.body()).get("error");
        assertThat(error.get("message").textValue())
                .contains(words)
                .doesNotContain("\n", "Exception", "`", "jackson", "4.9E-324");
        assertThat(error.get("type").textValue()).isNotEmpty();
        assertThat(error.has("param") && error.has("code")).isTrue();
        return error;
    }
}
