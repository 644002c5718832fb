package org.ttt4j.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What only the native backends can do, beside each other in one study. */
class StudyIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STUDY = """
            study {
              name = mixed
              data { index = "%s", test = "%s", sample { per-domain = 3 } }
              neighbors = [0, 2]
              arms {
                full { selector.use = nn }
                lora { selector.use = nn, trainer.tensorflow { adaptation = lora, learning-rate = 1e-2 } }
                part { selector.use = nn, share = 0.5, index.faiss.factory = HNSW16 }
                other { selector.use = nn, trainer.tensorflow { model = "%s", tokenizer = bytes } }
              }
              baselines = [base]
            }
            ttt.candidates = 4
            ttt.trainer.tensorflow.model = "%s"
            """;

    @Test
    void adaptersAnotherModelAndAPartOfAnotherIndexBesideAllWeights() throws IOException {
        Natives.need("faiss", "tf");
        Path work = Samples.directory("mixed study");
        Path other = work.resolve("other model");
        Launch.ttt("model", "init", "--family", "gpt2", "--size", "tiny", "--out", other)
                .succeed();
        Path file = Files.writeString(
                work.resolve("study.conf"),
                STUDY.formatted(Samples.hashedIndex(), Samples.corpus(), other, Samples.model()));
        Path out = work.resolve("out");
        Launch.ttt("study", "run", file, "--out", out).hashed().succeed();
        Map<Long, Map<String, JsonNode>> documents = documents(out);
        assertThat(documents).hasSizeBetween(3, 6);
        boolean elsewhere = false;
        for (Map<String, JsonNode> arms : documents.values()) {
            double base = bits(arms.get("base"), 0);
            assertThat(bits(arms.get("full"), 0)).isEqualTo(base);
            assertThat(bits(arms.get("part"), 0)).isEqualTo(base);
            assertThat(bits(arms.get("lora"), 0))
                    .as("adapters that are not trained change nothing")
                    .isCloseTo(base, within(1e-4 * base));
            assertThat(bits(arms.get("other"), 0)).as("another model").isNotEqualTo(base);
            for (String arm : List.of("full", "other")) {
                assertThat(bits(arms.get(arm), 1)).as(arm).isLessThan(bits(arms.get(arm), 0));
            }
            assertThat(bits(arms.get("lora"), 1))
                    .as("adapters learn, and not what all weights do")
                    .isNotEqualTo(bits(arms.get("lora"), 0))
                    .isNotEqualTo(bits(arms.get("full"), 1));
            assertThat(arms.get("lora").at("/scores/1/cost/trained_tokens"))
                    .isEqualTo(arms.get("full").at("/scores/1/cost/trained_tokens"));
            assertThat(arms.get("lora").at("/scores/1/cost/flops").doubleValue())
                    .as("no gradients of frozen weights")
                    .isLessThan(arms.get("full").at("/scores/1/cost/flops").doubleValue());
            assertThat(picks(arms.get("lora"))).isEqualTo(picks(arms.get("full")));
            assertThat(picks(arms.get("part"))).hasSize(2);
            elsewhere |= !picks(arms.get("part")).equals(picks(arms.get("full")));
        }
        assertThat(elsewhere)
                .as("half of the corpus lacks some nearest neighbour")
                .isTrue();
        try (Stream<Path> indexes = Files.list(out.resolve("indexes"))) {
            assertThat(indexes.map(index -> index.getFileName().toString()))
                    .as("the graph has a place of its own")
                    .hasSize(1)
                    .allMatch(name -> name.startsWith("faiss-"));
        }
    }

    private static Map<Long, Map<String, JsonNode>> documents(Path out) throws IOException {
        Map<Long, Map<String, JsonNode>> documents = new LinkedHashMap<>();
        for (String line : Files.readAllLines(out.resolve("results.jsonl"))) {
            JsonNode json = JSON.readTree(line);
            assertThat(json.has("error")).as(line).isFalse();
            documents
                    .computeIfAbsent(json.get("document").longValue(), document -> new LinkedHashMap<>())
                    .put(json.get("arm").textValue(), json);
        }
        return documents;
    }

    private static double bits(JsonNode line, int place) {
        return line.at("/scores/" + place + "/bits").doubleValue();
    }

    private static List<Long> picks(JsonNode line) {
        List<Long> picks = new ArrayList<>();
        line.get("picks").forEach(pick -> picks.add(pick.get("id").longValue()));
        return picks;
    }
}
