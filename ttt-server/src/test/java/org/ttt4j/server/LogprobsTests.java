package org.ttt4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.BytesTrainerProvider;

/** Log-probabilities of completions against the trainer, and as lm-evaluation-harness reads them. */
class LogprobsTests {

    private static final String PROMPT = "the old stone br\u00fc";
    private static final String BASE = "\"ttt\":{\"enabled\":false}";

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
    void areThoseOfTheTextReadAgain() {
        JsonNode choice =
                server.complete(PROMPT, "\"echo\":true,\"logprobs\":3," + BASE).at("/choices/0");
        JsonNode logprobs = choice.get("logprobs");
        List<TokenRanking> wanted = ranked(choice.get("text").textValue(), 3);
        assertThat(logprobs.get("tokens")).hasSize(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(logprobs.at("/token_logprobs/" + i).asDouble())
                    .isCloseTo(wanted.get(i).token().logProbability(), within(1e-5));
            JsonNode top = logprobs.at("/top_logprobs/" + i);
            List<Double> found = new ArrayList<>();
            top.forEach(one -> found.add(one.asDouble()));
            for (int rank = 0; rank < 3; rank++) {
                assertThat(found.get(rank))
                        .isCloseTo(wanted.get(i).best().get(rank).logProbability(), within(1e-5));
            }
            String token = logprobs.at("/tokens/" + i).textValue();
            assertThat(top.get(token)).as(token).isEqualTo(logprobs.at("/token_logprobs/" + i));
            assertThat(top.size())
                    .as("the likeliest and the one that stands there")
                    .isBetween(3, 4);
        }
    }

    @Test
    void bytesOfACharacterAreToldAsBytes() {
        JsonNode logprobs =
                server.complete(PROMPT, "\"echo\":true,\"logprobs\":0," + BASE).at("/choices/0/logprobs");
        int at = PROMPT.length() - 1;
        assertThat(logprobs.at("/tokens/" + at).textValue()).isEqualTo("bytes:\\xc3");
        assertThat(logprobs.at("/tokens/" + (at + 1)).textValue()).isEqualTo("bytes:\\xbc");
        assertThat(logprobs.at("/text_offset/" + at).asInt()).isEqualTo(at);
        assertThat(logprobs.at("/text_offset/" + (at + 2)).asInt()).isEqualTo(at + 1);
        logprobs.get("top_logprobs").forEach(top -> assertThat(top).hasSize(1));
    }

    /** What {@code local-completions} does: token ids, echo, one more token, and whether the text is the greedy one. */
    @Test
    void harnessesFindLikelihoodAndGreediness() {
        String context = "the river";
        String greedy = server.complete(context, BASE).at("/choices/0/text").textValue();
        for (String continuation : List.of(greedy, " qqqqqqq")) {
            String ids = ids(context + continuation);
            JsonNode logprobs = post("\"prompt\":[" + ids
                            + "],\"max_tokens\":1,\"logprobs\":1,\"seed\":1234,\"echo\":true," + BASE)
                    .at("/choices/0/logprobs");
            double sum = 0;
            boolean isGreedy = true;
            for (int i = context.length(); i < context.length() + continuation.length(); i++) {
                double own = logprobs.at("/token_logprobs/" + i).doubleValue();
                double best = Double.NEGATIVE_INFINITY;
                for (JsonNode one : logprobs.at("/top_logprobs/" + i)) {
                    best = Math.max(best, one.doubleValue());
                }
                isGreedy &= own == best;
                sum += own;
            }
            List<TokenRanking> read = ranked(context + continuation, 0);
            double wanted = read.subList(context.length(), read.size()).stream()
                    .map(TokenRanking::token)
                    .mapToDouble(TokenScore::logProbability)
                    .sum();
            assertThat(sum).isCloseTo(wanted, within(1e-9));
            assertThat(isGreedy).as(continuation).isEqualTo(continuation.equals(greedy));
        }
    }

    @Test
    void aTrainerThatKeepsItsTokensIsReadAgain() {
        String more = "\"logprobs\":2,\"stop\":[\"e\"]," + BASE;
        JsonNode told = server.complete(PROMPT, more);
        server.trainer().silent(true);
        try {
            JsonNode again = server.complete(PROMPT, more);
            assertThat(again.get("usage")).isEqualTo(told.get("usage"));
            for (String same : List.of("text", "finish_reason")) {
                assertThat(again.at("/choices/0/" + same)).isEqualTo(told.at("/choices/0/" + same));
            }
            JsonNode logprobs = again.at("/choices/0/logprobs");
            assertThat(logprobs.get("tokens")).isEqualTo(told.at("/choices/0/logprobs/tokens"));
            assertThat(logprobs.get("text_offset")).isEqualTo(told.at("/choices/0/logprobs/text_offset"));
            assertThat(logprobs.at("/token_logprobs/0").asDouble())
                    .isCloseTo(told.at("/choices/0/logprobs/token_logprobs/0").asDouble(), within(1e-5));
        } finally {
            server.trainer().silent(false);
        }
    }

    private static String ids(String text) {
        List<Integer> ids = new ArrayList<>();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            ids.add(one & 0xff);
        }
        return ids.toString();
    }

    private static JsonNode post(String fields) {
        var response = server.post("/v1/completions", "{\"model\":\"" + ServerFixture.MODEL + "\"," + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ServerFixture.json(response.body());
    }

    private static List<TokenRanking> ranked(String text, int most) {
        try (Trainer trainer = new BytesTrainerProvider()
                        .open(Settings.of(Map.of("max-sessions", "2", "buckets", "512", "order", "5")));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            return session.rankTokens(text, most, RunControl.silent());
        }
    }
}
