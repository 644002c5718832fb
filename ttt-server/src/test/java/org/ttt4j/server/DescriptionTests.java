package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code openapi.json} against what the server does: its routes, its answers, the fields that it takes. */
class DescriptionTests {

    private static ServerFixture server;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = new ServerFixture(Map.of());
        description = ServerFixture.json(server.get("/openapi.json").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void describesEveryRouteAndNoOther() {
        TreeSet<String> described = new TreeSet<>();
        description.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(
                        method.toUpperCase(Locale.ROOT) + " " + path.getKey().replaceAll("\\{.*}", "*"))));
        TreeSet<String> served = new TreeSet<>();
        for (String path : List.of(
                "/",
                "/openapi.json",
                "/health",
                "/ready",
                "/metrics",
                "/v1/models",
                "/v1/models/*",
                "/v1/completions",
                "/v1/embeddings",
                "/v1/search",
                "/v1/select",
                "/v1/chat/completions",
                "/v1",
                "/v1/files")) {
            HttpResponse<String> response = server.send(HttpRequest.newBuilder(server.uri(path.replace("*", "x")))
                    .method("PUT", HttpRequest.BodyPublishers.noBody()));
            response.headers().firstValue("Allow").ifPresent(method -> served.add(method + " " + path));
        }
        assertThat(described).isEqualTo(served).hasSize(11);
    }

    @Test
    void answersHaveTheirForm() {
        String traced = ServerFixture.completion("the river", "\"logprobs\":1,\"ttt\":{\"trace\":true}");
        check("Completion", server.post("/v1/completions", traced), 200);
        check("Completion", server.post("/v1/completions", ServerFixture.completion("the river", "")), 200);
        check(
                "Completion",
                server.post("/v1/completions", ServerFixture.completion("the river", "\"ttt\":{\"enabled\":false}")),
                200);
        String several = ServerFixture.completion("PROMPTS", "\"logprobs\":5").replace("\"PROMPTS\"", "[\"a\",\"b\"]");
        check("Completion", server.post("/v1/completions", several), 200);
        for (String format : List.of("float", "base64")) {
            check(
                    "Embeddings",
                    server.post(
                            "/v1/embeddings",
                            "{\"model\":\"embedder\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"" + format + "\"}"),
                    200);
        }
        check("SearchResult", server.post("/v1/search", "{\"query\":\"the river\"}"), 200);
        check("Selection", server.post("/v1/select", "{\"query\":\"the river\",\"selector\":\"nn\"}"), 200);
        check("Models", server.get("/v1/models"), 200);
        check("Model", server.get("/v1/models/embedder"), 200);
        check("Status", server.get("/health"), 200);
        check("Status", server.get("/ready"), 200);
        check("Error", server.post("/v1/search", "{}"), 400);
        check("Error", server.get("/v1/models/none"), 404);
    }

    @Test
    void eventsOfAStreamHaveTheirForm() {
        String wanted = "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"ttt\":{\"trace\":true}";
        TreeSet<String> told = new TreeSet<>();
        String stream = server.post("/v1/completions", ServerFixture.completion("my garden forgets", wanted))
                .body();
        for (JsonNode chunk : CompletionTests.events(stream)) {
            ObjectNode without = chunk.deepCopy();
            JsonNode ttt = without.remove("ttt");
            check("CompletionChunk", schema("CompletionChunk"), without);
            if (ttt != null && ttt.has("seconds")) {
                check("Ttt", schema("Ttt"), ttt);
            } else if (ttt != null) {
                check("TttEvent", schema("TttEvent"), ttt);
                ttt.fieldNames().forEachRemaining(told::add);
            }
        }
        assertThat(told).containsExactly("base_text", "bits_per_byte", "found", "step", "tokens");
    }

    /** What says nothing and what is null are the same. */
    @Test
    void nullIsNothing() {
        ObjectNode body = (ObjectNode) ServerFixture.json("{\"prompt\":\"the river\",\"max_tokens\":2}");
        body.put("model", ServerFixture.MODEL);
        schema("CompletionRequest").get("properties").properties().stream()
                .filter(one -> !body.has(one.getKey()))
                .forEach(one -> {
                    assertThat(one.getValue().toString()).as(one.getKey()).contains("\"null\"");
                    body.putNull(one.getKey());
                });
        assertThat(server.post("/v1/completions", body.toString()).statusCode()).isEqualTo(200);
    }

    /** Each field is sent with a value of a wrong type: one that the server does not know is refused as unknown. */
    @Test
    void everyDescribedFieldIsTaken() {
        Map<String, String> schemas = Map.of(
                "CompletionRequest", "/v1/completions",
                "EmbeddingsRequest", "/v1/embeddings",
                "SearchRequest", "/v1/search",
                "SelectRequest", "/v1/select");
        schemas.forEach(
                (schema, path) -> schema(schema).get("properties").fieldNames().forEachRemaining(name -> {
                    String body = server.post(path, known(path, "\"" + name + "\":[[]]"))
                            .body();
                    assertThat(body).as(name).contains("\"error\"").doesNotContain("unknown_field");
                }));
        schema("TttOptions").get("properties").fieldNames().forEachRemaining(name -> {
            String body = server.post("/v1/completions", known("/v1/completions", "\"ttt\":{\"" + name + "\":[[]]}"))
                    .body();
            assertThat(body).as(name).contains("\"error\"").doesNotContain("unknown_field");
        });
    }

    private static String known(String path, String field) {
        String others =
                switch (path) {
                    case "/v1/completions" -> "\"model\":\"" + ServerFixture.MODEL + "\",\"prompt\":\"x\"";
                    case "/v1/embeddings" -> "\"model\":\"embedder\",\"input\":\"x\"";
                    default -> "\"query\":\"x\"";
                };
        String name = field.substring(0, field.indexOf(':'));
        String left = List.of(others.split(",(?=\")", -1)).stream()
                .filter(one -> !one.startsWith(name + ":"))
                .map(one -> one + ",")
                .reduce("", String::concat);
        return "{" + left + field + "}";
    }

    private static void check(String schema, HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        check(schema, schema(schema), ServerFixture.json(response.body()));
    }

    /** As much of JSON Schema as the description uses: types, constants, required and known properties, items. */
    private static void check(String where, JsonNode schema, JsonNode value) {
        if (schema.has("$ref")) {
            check(where, schema(schema.get("$ref").textValue().replaceAll(".*/", "")), value);
            return;
        }
        if (schema.has("oneOf")) {
            int fitting = 0;
            for (JsonNode one : schema.get("oneOf")) {
                fitting += typed(one.get("type"), value) ? 1 : 0;
            }
            assertThat(fitting).as("%s: %s", where, value).isEqualTo(1);
            return;
        }
        if (schema.has("const")) {
            assertThat(value).as(where).isEqualTo(schema.get("const"));
        }
        if (schema.has("enum")) {
            assertThat(schema.get("enum")).as(where).contains(value);
        }
        if (schema.has("type")) {
            assertThat(typed(schema.get("type"), value))
                    .as("%s: %s is %s", where, value, schema.get("type"))
                    .isTrue();
        }
        for (JsonNode name : schema.path("required")) {
            assertThat(value.isNull() || value.has(name.textValue()))
                    .as("%s has %s: %s", where, name, value)
                    .isTrue();
        }
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode inner = schema.at("/properties").get(name);
            JsonNode others = schema.get("additionalProperties");
            assertThat(inner != null || others != null)
                    .as("%s describes %s", where, name)
                    .isTrue();
            check(where + "." + name, inner == null ? others : inner, value.get(name));
        }
        if (schema.has("items")) {
            value.forEach(item -> check(where + "[]", schema.get("items"), item));
        }
    }

    private static boolean typed(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return typed(type.get(0), value) || typed(type.get(1), value);
        }
        return switch (type.textValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("no such type: " + type);
        };
    }

    private static JsonNode schema(String name) {
        JsonNode schema = description.at("/components/schemas/" + name);
        assertThat(schema.isObject()).as(name).isTrue();
        return schema;
    }
}
