package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.AdaptRequest;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;
import org.ttt4j.api.TestTimeTraining;
import org.ttt4j.api.Trainer;
import org.ttt4j.select.SiftSelectorProvider;
import org.ttt4j.testkit.BytesTrainerProvider;
import org.ttt4j.testkit.HashEmbedderProvider;

/** What completions answer, against the pipeline itself. */
class CompletionTests {

    private static final String PROMPT = "the river measures the old stone bri";

    private static ServerFixture server;

    @BeforeAll
    static void start() {
        server = new ServerFixture(Map.of("cache.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWhatThePipelineComputes() {
        JsonNode json = server.complete(PROMPT, "\"ttt\":{\"neighbors\":4,\"candidates\":9,\"lambda\":0.1}");
        Adaptation oracle;
        try (Embedder embedder = new HashEmbedderProvider().open(Settings.of(Map.of("dimension", "64")));
                Trainer trainer = new BytesTrainerProvider()
                        .open(Settings.of(Map.of("max-sessions", "2", "buckets", "512", "order", "5")));
                Selector sift = new SiftSelectorProvider().open(Settings.of(Map.of("lambda", "0.1")))) {
            Documents documents = server.documents(ServerFixture.TEXTS, "oracle");
            oracle = new TestTimeTraining(embedder, documents.index(), documents.corpus(), sift, trainer)
                    .adapt(new AdaptRequest(PROMPT, 9, 4, Optional.of(GenerateOptions.greedy(8))), RunControl.silent());
        }
        JsonNode ttt = json.get("ttt");
        assertThat(ttt.at("/bits_per_byte/before").asDouble())
                .isEqualTo(oracle.before().bitsPerByte());
        assertThat(ttt.at("/bits_per_byte/after").asDouble())
                .isEqualTo(oracle.after().bitsPerByte())
                .isLessThan(oracle.before().bitsPerByte());
        assertThat(json.at("/choices/0/text").textValue())
                .isEqualTo(oracle.continuation().orElseThrow().after());
        List<Long> ids = new ArrayList<>();
        ttt.get("neighbors").forEach(one -> ids.add(one.get("id").asLong()));
        assertThat(ids)
                .hasSize(4)
                .containsExactly(
                        oracle.selection().picks().stream().map(one -> one.id()).toArray(Long[]::new));
        assertThat(ttt.at("/neighbors/3/uncertainty").asDouble())
                .isEqualTo(oracle.selection().picks().get(3).uncertainty());
        assertThat(ttt.get("cache").textValue()).isEqualTo("off");
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(PROMPT.length());
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(8);
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
    }

    @Test
    void streamsTheSameText() {
        String more = "\"ttt\":{\"trace\":true},\"stream_options\":{\"include_usage\":true}";
        JsonNode whole = server.complete(PROMPT, "\"ttt\":{\"trace\":true}");
        HttpResponse<String> response =
                server.post("/v1/completions", ServerFixture.completion(PROMPT, "\"stream\":true," + more));
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        List<JsonNode> chunks = events(response.body());
        StringBuilder text = new StringBuilder();
        StringBuilder base = new StringBuilder();
        int steps = 0;
        int found = 0;
        for (JsonNode chunk : chunks.subList(0, chunks.size() - 1)) {
            text.append(chunk.at("/choices/0/text").textValue());
            steps += chunk.at("/ttt/step").isMissingNode() ? 0 : 1;
            found += chunk.at("/ttt/found/neighbors").size();
            JsonNode piece = chunk.at("/ttt/base_text");
            base.append(piece.isTextual() && !chunk.at("/ttt").has("seconds") ? piece.textValue() : "");
        }
        assertThat(text.toString()).isEqualTo(whole.at("/choices/0/text").textValue());
        assertThat(base.toString())
                .isEqualTo(whole.at("/ttt/base_text").textValue())
                .isNotEmpty();
        assertThat(steps).isPositive().isEqualTo(whole.at("/ttt/losses").size());
        assertThat(found).isEqualTo(3);
        JsonNode last = chunks.get(chunks.size() - 2);
        assertThat(last.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        ObjectNode summary = (ObjectNode) last.get("ttt");
        ObjectNode wanted = (ObjectNode) whole.get("ttt");
        summary.remove("seconds");
        wanted.remove("seconds");
        assertThat(summary).isEqualTo(wanted);
        assertThat(chunks.get(chunks.size() - 1).get("usage")).isEqualTo(whole.get("usage"));
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void withoutAdaptationItIsTheBaseModel() {
        JsonNode traced = server.complete(PROMPT, "\"ttt\":{\"trace\":true}");
        JsonNode plain = server.complete(PROMPT, "\"ttt\":{\"enabled\":false}");
        assertThat(plain.at("/choices/0/text")).isEqualTo(traced.at("/ttt/base_text"));
        assertThat(plain.get("ttt").has("neighbors")).isFalse();
    }

    @Test
    void severalChoicesWithEchoAndLogProbabilities() {
        String more = "\"n\":2,\"seed\":5,\"echo\":true,\"logprobs\":1,\"ttt\":{\"enabled\":false}";
        JsonNode json = server.complete("the höhe", more);
        assertThat(json.get("choices")).hasSize(2);
        JsonNode choice = json.at("/choices/1");
        String text = choice.get("text").textValue();
        assertThat(text).startsWith("the höhe");
        JsonNode logprobs = choice.get("logprobs");
        assertThat(logprobs.get("tokens")).hasSameSizeAs(logprobs.get("token_logprobs"));
        assertThat(logprobs.get("tokens").size()).isGreaterThanOrEqualTo("the höhe".length() + 1);
        // The fifth character takes two bytes, which are two tokens of this model at one place.
        assertThat(logprobs.at("/text_offset/5").asInt()).isEqualTo(5);
        assertThat(logprobs.at("/text_offset/7").asInt()).isEqualTo(6);
        JsonNode alone = server.complete("the höhe", "\"logprobs\":0,\"ttt\":{\"enabled\":false}");
        assertThat(alone.at("/choices/0/logprobs/tokens").size())
                .isEqualTo(logprobs.get("tokens").size() - "the höhe".length() - 1);
        double sum = 0;
        for (JsonNode one : logprobs.get("token_logprobs")) {
            sum += one.asDouble();
        }
        assertThat(sum).isNegative();
    }

    @Test
    void scoresAPromptWithoutGenerating() {
        HttpResponse<String> response = server.post(
                "/v1/completions",
                "{\"model\":\"" + ServerFixture.MODEL + "\",\"prompt\":\"" + PROMPT
                        + "\",\"max_tokens\":0,\"echo\":true,\"logprobs\":0,\"ttt\":{\"trace\":true}}");
        JsonNode json = ServerFixture.json(response.body());
        assertThat(json.at("/choices/0/text").textValue()).isEqualTo(PROMPT);
        double nats = 0;
        for (JsonNode token : json.at("/ttt/tokens")) {
            nats -= token.get("after").asDouble();
        }
        assertThat(nats / Math.log(2) / PROMPT.length())
                .isCloseTo(json.at("/ttt/bits_per_byte/after").asDouble(), within(1e-9));
    }

    @Test
    void eachOfSeveralPromptsIsAnsweredAsAlone() {
        List<String> prompts = List.of(PROMPT, "my garden forg", "a server ans");
        List<JsonNode> alone =
                prompts.stream().map(one -> server.complete(one, "\"n\":2")).toList();
        JsonNode json = ServerFixture.json(
                server.post("/v1/completions", several(prompts, "\"n\":2")).body());
        JsonNode choices = json.get("choices");
        assertThat(choices).hasSize(6);
        int prompted = 0;
        int made = 0;
        for (int i = 0; i < 6; i++) {
            JsonNode one = alone.get(i / 2);
            assertThat(choices.get(i).get("index").intValue()).isEqualTo(i);
            assertThat(choices.get(i).get("text")).isEqualTo(one.at("/choices/" + i % 2 + "/text"));
            assertThat(choices.get(i).has("ttt")).isEqualTo(i % 2 == 0);
            if (i % 2 == 0) {
                assertThat(choices.get(i).at("/ttt/neighbors")).isEqualTo(one.at("/ttt/neighbors"));
                assertThat(choices.get(i).at("/ttt/bits_per_byte")).isEqualTo(one.at("/ttt/bits_per_byte"));
                prompted += one.at("/usage/prompt_tokens").intValue();
                made += one.at("/usage/completion_tokens").intValue();
            }
        }
        assertThat(json.has("ttt")).isFalse();
        assertThat(json.at("/usage/prompt_tokens").intValue()).isEqualTo(prompted);
        assertThat(json.at("/usage/completion_tokens").intValue()).isEqualTo(made);
        assertThat(json.at("/usage/total_tokens").intValue()).isEqualTo(prompted + made);

        String[] texts = {"", ""};
        int[] summaries = {0, 0};
        for (JsonNode chunk : events(server.post("/v1/completions", several(prompts.subList(0, 2), "\"stream\":true"))
                .body())) {
            int index = chunk.at("/choices/0/index").intValue();
            texts[index] += chunk.at("/choices/0/text").textValue();
            summaries[index] += chunk.at("/ttt").has("seconds") ? 1 : 0;
        }
        assertThat(texts)
                .containsExactly(
                        choices.at("/0/text").textValue(), choices.at("/2/text").textValue());
        assertThat(summaries).containsExactly(1, 1);
    }

    /** One that is too long is noticed before the first is worked on. */
    @Test
    void ofSeveralPromptsAllAreReadFirst() {
        int before = server.trainer().trainings();
        HttpResponse<String> refused =
                server.post("/v1/completions", several(List.of(PROMPT, "x".repeat(9000)), "\"stream\":true"));
        JsonNode error = BadRequestTests.refused(refused, 400, "prompt[1]: found 9000 tokens, wanted at most 8192");
        assertThat(error.get("code").textValue()).isEqualTo("context_length_exceeded");
        assertThat(server.trainer().trainings()).isEqualTo(before);
    }

    @Test
    void tokensStandForTheirText() {
        JsonNode text = server.complete("na\u00efve river", "");
        JsonNode ids = ServerFixture.json(server.post(
                        "/v1/completions",
                        ServerFixture.completion("na\u00efve river", "")
                                .replace("\"na\u00efve river\"", "[110,97,195,175,118,101,32,114,105,118,101,114]"))
                .body());
        assertThat(ids.get("choices")).isEqualTo(text.get("choices"));
        assertThat(ids.get("usage")).isEqualTo(text.get("usage"));
        assertThat(ids.at("/usage/prompt_tokens").intValue()).isEqualTo(12);
    }

    private static String several(List<String> prompts, String more) {
        return ServerFixture.completion("PROMPTS", more)
                .replace("\"PROMPTS\"", ServerFixture.JSON.valueToTree(prompts).toString());
    }

    @Test
    void aStopTextEndsIt() {
        String whole = server.complete(PROMPT, "").at("/choices/0/text").textValue();
        String stop = whole.substring(3, 5);
        JsonNode json = server.complete(PROMPT, "\"stop\":[" + ServerFixture.JSON.valueToTree(stop) + "]");
        assertThat(json.at("/choices/0/text").textValue()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    }

    static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : body.split("\n\n", -1)) {
            if (event.startsWith("data: {")) {
                events.add(ServerFixture.json(event.substring("data: ".length())));
            }
        }
        return events;
    }
}
