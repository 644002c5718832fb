package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptCommandTests {

    private static final String PROMPT = "Note 7 on the winter and the river";

    @TempDir
    private static Path shared;

    private static Path index;

    @TempDir
    private Path directory;

    @BeforeAll
    static void build() throws IOException {
        index = shared.resolve("index");
        CommandRun.pure("index", "build", "--corpus", Corpora.write(shared.resolve("c.jsonl"), 60), "--out", index)
                .succeeded();
    }

    @Test
    void jsonHasTheIssuesForm() {
        JsonNode json = adapt("--prompt", PROMPT, "--neighbors", 3, "--json").json();
        assertThat(names(json)).containsExactly("selection", "excluded", "steps", "score", "seconds", "manifest");
        assertThat(json.get("selection")).hasSize(3);
        assertThat(names(json.at("/selection/0"))).containsExactly("id", "similarity", "uncertainty");
        assertThat(json.at("/selection/0/uncertainty").isNumber()).isTrue();
        assertThat(names(json.at("/steps/0"))).containsExactly("id", "loss");
        assertThat(names(json.get("score"))).containsExactly("before", "after");
        assertThat(names(json.at("/score/after"))).containsExactly("bits", "bytes", "tokens", "bits_per_byte");
        assertThat(json.at("/score/before/bytes").intValue()).isEqualTo(PROMPT.length());
        assertThat(names(json.get("seconds"))).containsExactly("embed", "search", "select", "train", "score", "reset");
        assertThat(json.at("/manifest/command/0").textValue()).isEqualTo("ttt");
        assertThat(json.toString()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void watchesThePromptWhereAskedFor() {
        JsonNode score = adapt("--prompt", PROMPT, "--neighbors", 5, "--score-every", 2, "--json")
                .json()
                .get("score");
        assertThat(names(score)).containsExactly("before", "after", "watched");
        assertThat(score.get("watched")).hasSize(3);
        assertThat(score.at("/watched/1/neighbors").intValue()).isEqualTo(4);
        assertThat(score.at("/watched/2/score")).isEqualTo(score.get("after"));
        assertThat(adapt("--prompt", PROMPT, "--neighbors", 5, "--score-every", 2, "--patience", 5)
                        .succeeded()
                        .out())
                .contains("after 2 ", "after 4 ", "after 5 ");
        assertThat(adapt("--prompt", PROMPT, "--patience", 2).err()).contains("--patience without --score-every");
        assertThat(adapt("--prompt", PROMPT, "--score-every", 0).err()).contains("--score-every 0");
    }

    @Test
    void savingIsRefusedBeforeTheWorkOrByTheTrainer() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "mine");
        adapt("--prompt", PROMPT, "--save", there).failed(1, "--save", "something there already");
        assertThat(there).hasContent("mine");
        adapt("--prompt", PROMPT, "--save", directory.resolve("new")).failed(1, "cannot save");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void generatesOnlyWhenAsked() {
        JsonNode json = adapt("--prompt", PROMPT, "--generate", 8, "--json").json();
        assertThat(names(json.get("generated"))).containsExactly("before", "after");
        assertThat(json.at("/generated/after").textValue()).isNotEmpty();
    }

    @Test
    void drawingFollowsItsOptions() {
        JsonNode first = drawn("--temperature", 1.3, "--top-k", 30, "--top-p", 0.95, "--seed", 3);
        assertThat(drawn("--temperature", 1.3, "--top-k", 30, "--top-p", 0.95, "--seed", 3))
                .isEqualTo(first);
        assertThat(drawn("--temperature", 1.3, "--top-k", 30, "--top-p", 0.95, "--seed", 4))
                .isNotEqualTo(first);
        assertThat(drawn("--temperature", 1.3, "--seed", 3, "--stop", "e", "--stop", "a")
                        .toString()
                        .replace("before", "")
                        .replace("after", ""))
                .doesNotContain("e")
                .doesNotContain("a");
        assertThat(drawn("--repetition-penalty", 3)).isNotEqualTo(drawn("--temperature", 0));
    }

    private static JsonNode drawn(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("--prompt", PROMPT, "--generate", 40, "--json"));
        arguments.addAll(List.of(options));
        return adapt(arguments.toArray()).json().get("generated");
    }

    @Test
    void textNamesNeighboursLossesAndScores() {
        String text = adapt("--prompt", PROMPT, "--neighbors", 4, "--generate", 5)
                .succeeded()
                .out();
        assertThat(text)
                .contains("nn chose 4 of 60 candidates", "similarity", "uncertainty", "loss per step")
                .contains("bits per byte", "before", "after", "continuation before:", "continuation after:")
                .contains("seconds: embed ", "Note 7 on the");
        assertThat(text.lines().takeWhile(line -> !line.startsWith("continuation")))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void promptsComeFromThreePlaces() throws IOException {
        Path file = Files.writeString(directory.resolve("p.txt"), PROMPT);
        JsonNode given = adapt("--prompt", PROMPT, "--json").json();
        assertThat(adapt("--prompt-file", file, "--json").json().get("score")).isEqualTo(given.get("score"));
        CommandRun piped = withInput(PROMPT.getBytes(StandardCharsets.UTF_8), "--json", "-");
        assertThat(piped.json().get("score")).isEqualTo(given.get("score"));
    }

    @Test
    void aPromptLongerThanTheContextIsScoredWhole() {
        String prompt = "A long walk along the harbour, päge after päge. ".repeat(100);
        JsonNode json = adapt("--prompt", prompt, "--neighbors", 2, "--json").json();
        assertThat(json.at("/score/after/bytes").intValue()).isEqualTo(prompt.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void moreNeighboursThanThereAreDocumentsIsFine() {
        assertThat(adapt("--prompt", PROMPT, "--neighbors", 500, "--json")
                        .json()
                        .get("selection"))
                .hasSize(60);
    }

    @Test
    void wrongPromptsAreOneSentence() throws IOException {
        adapt("--prompt", "").failed(1, "prompt is empty");
        adapt("--prompt", " \n\t").failed(1, "prompt is empty");
        adapt().failed(2, "--prompt");
        adapt("--prompt", "a", "-").failed(2, "'-'");
        adapt("word").failed(2, "\"word\"", "--prompt");
        adapt("--prompt-file", directory.resolve("none")).failed(1, "none", "no such file");
        adapt("--prompt-file", directory).failed(1, "is a directory");
        Path latin = Files.write(directory.resolve("latin1.txt"), new byte[] {'a', (byte) 0xe9, 'b'});
        adapt("--prompt-file", latin).failed(1, "latin1.txt", "not UTF-8");
        withInput(new byte[] {(byte) 0xff}, "-").failed(1, "standard input", "not UTF-8");
    }

    @Test
    void wrongNumbersAreOneSentence() {
        adapt("--prompt", "a", "--neighbors", 0).failed(2, "--neighbors 0", "[1, 1000000]");
        adapt("--prompt", "a", "--candidates", -1).failed(2, "--candidates -1");
        adapt("--prompt", "a", "--generate", 0).failed(2, "--generate 0");
        adapt("--prompt", "a", "--generate", 1, "--temperature", -1).failed(2, "temperature=-1.0");
        adapt("--prompt", "a", "--generate", 1, "--temperature", 1, "--top-p", 0)
                .failed(2, "topP=0.0");
        adapt("--prompt", "a", "--generate", 1, "--top-k", 3).failed(2, "--temperature T above 0");
        adapt("--prompt", "a", "--generate", 1, "--stop", "").failed(2, "empty stop text");
        adapt("--prompt", "a", "--temperature", 1).failed(2, "wanted --generate N");
    }

    @Test
    void modelSetsTheTrainersOwnKey() {
        // The byte-level trainer has no models: its refusal shows that the key reached it.
        adapt("--prompt", "a", "--model", "some/dir").failed(2, "ttt.trainer.bytes.model");
    }

    private static CommandRun adapt(Object... more) {
        List<Object> words = new ArrayList<>(List.of("adapt", "--index", index));
        words.addAll(List.of(more));
        return CommandRun.pure(words.toArray());
    }

    private static CommandRun withInput(byte[] input, String... more) {
        List<String> words = new ArrayList<>(CommandRun.PURE_JAVA);
        words.addAll(List.of("adapt", "--index", index.toString()));
        words.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                words,
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new Stop());
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
