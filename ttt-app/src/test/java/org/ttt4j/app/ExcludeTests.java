package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;

/** An index with planted leaks: the test document itself, a near copy, one of its source, one that holds its end. */
class ExcludeTests {

    private static final int COPY = 0;
    private static final int NEAR_COPY = 1;
    private static final int SAME_SOURCE = 2;
    private static final int HOLDS_THE_END = 3;
    private static final int NOISE = 60;
    private static final String SOURCE = "books/one.txt#4";

    @TempDir
    private static Path shared;

    private static Path index;
    private static Path data;
    private static String text;

    @TempDir
    private Path directory;

    /** Words of a small vocabulary, so that noise is not far away. */
    private static List<String> words(Random random, int count) {
        return random.ints(count, 0, 150).mapToObj(word -> "w" + word).collect(Collectors.toCollection(ArrayList::new));
    }

    private static String line(String text, String source) {
        return Json.line(Map.of("text", text, "meta", Map.of("pile_set_name", "books", "source", source)));
    }

    @BeforeAll
    static void build() throws IOException {
        Random random = new Random(9);
        List<String> words = words(random, 120);
        text = String.join(" ", words);
        List<String> near = new ArrayList<>(words);
        near.set(30, "changed");
        near.set(90, "changed");
        List<String> other = words(random, 80);
        other.addAll(words.subList(0, 15)); // near, but not nearly the same
        List<String> end = words(random, 10);
        end.addAll(words.subList(50, 120));
        end.addAll(words(random, 60));
        List<String> lines = new ArrayList<>();
        lines.add(line(text, "mirror/x#0"));
        lines.add(line(String.join(" ", near), "mirror/y#0"));
        lines.add(line(String.join(" ", other), "books/one.txt#5"));
        lines.add(line(String.join(" ", end), "quotes#0"));
        for (int i = 0; i < NOISE; i++) {
            lines.add(line(String.join(" ", words(random, 100)), "noise/" + i + "#0"));
        }
        Path corpus = Files.write(shared.resolve("c.jsonl"), lines);
        index = shared.resolve("index");
        CommandRun.pure("index", "build", "--corpus", corpus, "--out", index).succeeded();
        data = Files.writeString(shared.resolve("held.jsonl"), line(text, SOURCE) + "\n");
    }

    private JsonNode summary;

    /** The one line of an evaluation on all but a few candidates. */
    private JsonNode eval(int candidates, Object... more) throws IOException {
        Path out = Files.createTempDirectory(directory, "run").resolve("out");
        List<Object> all = new ArrayList<>(List.of("eval", "--index", index, "--data", data, "--out", out, "--json"));
        all.addAll(List.of("--neighbors", "0," + candidates, "--candidates", candidates));
        all.addAll(List.of(more));
        summary = CommandRun.pure(all.toArray()).json();
        return Json.MAPPER.readTree(Files.readString(out.resolve("documents.jsonl")));
    }

    private static List<Integer> ids(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(one -> one.get("id").intValue())
                .toList();
    }

    @Test
    void withoutAGuardTheLeaksAreLearned() throws IOException {
        JsonNode line = eval(4);
        assertThat(ids(line.get("picks"))).contains(COPY, NEAR_COPY, HOLDS_THE_END);
        assertThat(line.get("excluded")).isEmpty();
        assertThat(summary.get("excluded").toString()).isEqualTo("{\"documents\":0,\"neighbors\":0,\"rules\":{}}");
    }

    @Test
    void nearDuplicatesAreReplacedAndCounted() throws IOException {
        double leaked = eval(4).at("/scores/1/bits").doubleValue();
        JsonNode line = eval(4, "--exclude-near-duplicates", "0.8");
        assertThat(ids(line.get("picks"))).hasSize(4).doesNotContain(COPY, NEAR_COPY);
        assertThat(ids(line.get("excluded"))).containsExactly(COPY, NEAR_COPY);
        assertThat(line.at("/excluded/0/rule").textValue()).isEqualTo("near-duplicate");
        assertThat(line.at("/excluded/0/overlap").doubleValue()).isEqualTo(1);
        assertThat(line.at("/excluded/1/overlap").doubleValue()).isEqualTo(106 / 116.0);
        assertThat(line.at("/scores/1/bits").doubleValue()).isGreaterThan(1.1 * leaked);
        assertThat(summary.get("excluded").toString())
                .isEqualTo("{\"documents\":1,\"neighbors\":2,\"rules\":{\"near-duplicate\":2}}");
        // half of what the third one holds is the end of the document
        line = eval(4, "--set", "ttt.exclude.near-duplicates=0.45");
        assertThat(ids(line.get("excluded"))).containsExactlyInAnyOrder(COPY, NEAR_COPY, HOLDS_THE_END);
    }

    /** The first half is searched for; what holds the second one must go all the same. */
    @Test
    void halvesAreGuardedAsAWhole() throws IOException {
        JsonNode line = eval(NOISE, "--split-text", "--exclude-near-duplicates", "0.45");
        assertThat(ids(line.get("excluded"))).contains(HOLDS_THE_END);
    }

    @Test
    void documentsOfTheSameSourceAreReplaced() throws IOException {
        assertThat(ids(eval(NOISE).get("picks"))).contains(SAME_SOURCE);
        JsonNode line = eval(NOISE, "--exclude-same-source");
        assertThat(ids(line.get("excluded"))).containsExactly(SAME_SOURCE);
        assertThat(ids(line.get("picks"))).hasSize(NOISE).contains(COPY).doesNotContain(SAME_SOURCE);
        assertThat(line.at("/excluded/0").toString()).isEqualTo("{\"id\":2,\"rule\":\"source\",\"overlap\":null}");
    }

    @Test
    void namedDocumentsAndSourcesAreReplaced() throws IOException {
        JsonNode line = eval(NOISE, "--exclude-sources", "mirror/*, *otes", "--exclude-ids", "5,1,700");
        assertThat(ids(line.get("excluded"))).containsExactlyInAnyOrder(0, 1, 3, 5);
        assertThat(summary.at("/excluded/rules").toString()).isEqualTo("{\"id\":2,\"source\":2}");
        assertThat(ids(line.get("picks"))).as("all that is left").hasSize(NOISE);
    }

    @Test
    void theTableSaysHowManyWereExcluded() throws IOException {
        Object[] words = {
            "eval",
            "--index",
            index,
            "--data",
            data,
            "--out",
            directory.resolve("out"),
            "--neighbors",
            "0,2",
            "--exclude-near-duplicates",
            "0.8"
        };
        assertThat(CommandRun.pure(words).succeeded().out())
                .contains("neighbours excluded: 2 of 1 document (near-duplicate 2)");
        words[words.length - 1] = "0.7";
        CommandRun.pure(words).failed(1, "ttt.exclude.near-duplicates = 0.8", "ttt.exclude.near-duplicates = 0.7");
    }

    @Test
    void adaptShowsWhatWasExcluded() {
        Object[] words = {
            "adapt",
            "--index",
            index,
            "--prompt",
            text,
            "--neighbors",
            "3",
            "--candidates",
            "4",
            "--exclude-near-duplicates",
            "0.8",
            "--exclude-same-source",
            "--source",
            SOURCE
        };
        CommandRun run = CommandRun.pure(words).succeeded();
        assertThat(run.out()).contains("of 4 candidates (excluded before: near-duplicate 2");
        List<Object> json = new ArrayList<>(List.of(words));
        json.add("--json");
        JsonNode answer = CommandRun.pure(json.toArray()).json();
        assertThat(ids(answer.get("excluded"))).contains(COPY, NEAR_COPY);
        assertThat(ids(answer.get("selection"))).doesNotContain(COPY, NEAR_COPY);
    }

    @Test
    void searchShowsWhatWasExcluded() {
        JsonNode plain = CommandRun.pure("index", "search", index, text, "-k", "3", "--json")
                .json();
        assertThat(ids(plain.get("neighbors"))).containsExactly(COPY, NEAR_COPY, HOLDS_THE_END);
        assertThat(plain.get("excluded")).isEmpty();
        CommandRun run = CommandRun.pure("index", "search", index, text, "-k", "3", "--exclude-near-duplicates", "0.8");
        assertThat(run.succeeded().out()).endsWith("\n\nexcluded: near-duplicate 2\n");
        JsonNode guarded = CommandRun.pure(
                        "index", "search", index, text, "-k", "3", "--exclude-near-duplicates", "0.8", "--json")
                .json();
        assertThat(ids(guarded.get("neighbors")))
                .hasSize(3)
                .contains(HOLDS_THE_END)
                .doesNotContain(COPY, NEAR_COPY);
        assertThat(ids(guarded.get("excluded"))).containsExactly(COPY, NEAR_COPY);
    }

    @Test
    void wrongRulesAreOneSentence() {
        CommandRun.pure("index", "search", index, text, "--exclude-ids", "1,x")
                .failed(2, "ttt.exclude.ids (--exclude-ids)", "\"1,x\"", "ids >= 0");
        CommandRun.pure("index", "search", index, text, "--exclude-near-duplicates", "80")
                .failed(2, "ttt.exclude.near-duplicates", "80");
        CommandRun.pure("adapt", "--index", index, "--prompt", text, "--exclude-same-source")
                .failed(1, "ttt.exclude.same-source = true", "meta.source");
        assertThatThrownBy(() -> ExcludeSettings.from(Settings.of(Map.of("exclude.ids", "-1"))))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void nothingIsExcludedByDefault() {
        ExcludeSettings none = ExcludeSettings.from(Settings.of(Map.of()));
        assertThat(none.exclusion(null, "any text", "")
                        .among(IntStream.range(0, 9).mapToLong(i -> i).toArray()))
                .isEmpty();
    }
}
