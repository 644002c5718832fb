package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.testkit.HashEmbedderProvider;

/** Embeddings, searches and selections against the parts themselves. */
class VectorEndpointsTests {

    private static ServerFixture server;

    @BeforeAll
    static void start() {
        server = new ServerFixture(Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void embedsAsTheEmbedderDoes() {
        List<String> texts = List.of("the river", "a höhe", "");
        String input = ServerFixture.JSON.valueToTree(texts).toString();
        JsonNode plain = post("/v1/embeddings", "{\"model\":\"embedder\",\"input\":" + input + "}");
        JsonNode packed = post(
                "/v1/embeddings", "{\"model\":\"embedder\",\"input\":" + input + ",\"encoding_format\":\"base64\"}");
        assertThat(plain.at("/usage/prompt_tokens").intValue()).as("words").isEqualTo(4);
        assertThat(packed.get("usage")).isEqualTo(plain.get("usage"));
        try (Embedder embedder = new HashEmbedderProvider().open(Settings.of(Map.of("dimension", "64")))) {
            for (int row = 0; row < texts.size(); row++) {
                float[] wanted = embedder.embed(texts, RunControl.silent()).row(row);
                float[] numbers = new float[64];
                JsonNode values = plain.at("/data/" + row + "/embedding");
                for (int i = 0; i < 64; i++) {
                    numbers[i] = (float) values.get(i).asDouble();
                }
                float[] bytes = new float[64];
                ByteBuffer.wrap(Base64.getDecoder()
                                .decode(packed.at("/data/" + row + "/embedding").textValue()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(bytes);
                assertThat(numbers).isEqualTo(wanted);
                assertThat(bytes).isEqualTo(wanted);
                assertThat(plain.at("/data/" + row + "/index").asInt()).isEqualTo(row);
            }
        }
        assertThat(post("/v1/embeddings", "{\"model\":\"embedder\",\"input\":\"the river\"}")
                        .at("/data/0"))
                .isEqualTo(plain.at("/data/0"));
    }

    @Test
    void findsAndChooses() {
        String text = ServerFixture.TEXTS.get(7);
        String query = ServerFixture.JSON.valueToTree(text).toString();
        JsonNode found = post("/v1/search", "{\"query\":" + query + ",\"k\":4}");
        assertThat(found.get("data")).hasSize(4);
        assertThat(found.at("/data/0/id").asInt()).isEqualTo(7);
        assertThat(found.at("/data/0/text").textValue()).isEqualTo(text);
        assertThat(found.at("/data/0/similarity").asDouble()).isBetween(0.999, 1.001);
        assertThat(post("/v1/search", "{\"query\":" + query + ",\"texts\":false}")
                        .at("/data/0")
                        .has("text"))
                .isFalse();
        JsonNode nearest = post("/v1/select", "{\"query\":" + query + ",\"selector\":\"nn\",\"neighbors\":4}");
        assertThat(nearest.get("neighbors").findValuesAsText("id"))
                .isEqualTo(found.get("data").findValuesAsText("id"));
        JsonNode sift = post("/v1/select", "{\"query\":" + query + ",\"lambda\":0.1,\"neighbors\":4}");
        assertThat(sift.get("selector").textValue()).isEqualTo("sift");
        assertThat(sift.at("/neighbors/3/uncertainty").asDouble())
                .isPositive()
                .isLessThan(sift.at("/neighbors/0/uncertainty").asDouble());
    }

    @Test
    void listsItsModels() {
        JsonNode models = ServerFixture.json(server.get("/v1/models").body());
        assertThat(models.get("data").findValuesAsText("id")).containsExactly(ServerFixture.MODEL, "embedder");
        JsonNode one =
                ServerFixture.json(server.get("/v1/models/bytes,%20order%205").body());
        assertThat(one).isEqualTo(models.at("/data/0"));
        assertThat(one.at("/ttt/modes").toString()).isEqualTo("[\"full\"]");
        assertThat(one.at("/ttt/selectors").toString()).isEqualTo("[\"sift\",\"nn\"]");
    }

    @Test
    void namesOfModelsTellNoPaths() {
        assertThat(Models.shortName("bundled:ttt-tiny")).isEqualTo("ttt-tiny");
        assertThat(Models.shortName("/srv/models/gpt2/")).isEqualTo("gpt2");
        assertThat(Models.shortName("C:\\models\\gpt2")).isEqualTo("gpt2");
        assertThat(Models.shortName("bytes, order 5")).isEqualTo("bytes, order 5");
        assertThat(Models.shortName("/")).isEqualTo("model");
    }

    private static JsonNode post(String path, String body) {
        var response = server.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ServerFixture.json(response.body());
    }
}
