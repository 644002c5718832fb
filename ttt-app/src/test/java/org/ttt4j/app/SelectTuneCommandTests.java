package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.Durable;

class SelectTuneCommandTests {

    private static final List<String> ARMS =
            List.of("nn", "sift-lambda-0.001", "sift-lambda-0.1", "sift-lambda-1000000", "nn-f");

    @TempDir
    private static Path shared;

    private static Path index;
    private static Path data;

    @TempDir
    private Path directory;

    @BeforeAll
    static void build() throws IOException {
        index = shared.resolve("index");
        CommandRun.pure("index", "build", "--corpus", Corpora.write(shared.resolve("c.jsonl"), 60), "--out", index)
                .succeeded();
        data = Files.write(
                shared.resolve("held.jsonl"),
                IntStream.range(100, 112).mapToObj(Corpora::line).toList());
    }

    /** Options that are not given have a value that suits the small corpus. */
    private static CommandRun tune(Object... more) {
        List<Object> words = new ArrayList<>(List.of("select", "tune", "--index", index, "--data", data));
        words.addAll(List.of(more));
        if (!words.contains("--lambdas")) {
            words.addAll(List.of("--lambdas", "1e6, 0.001,1e-1"));
        }
        if (!words.contains("--neighbors")) {
            words.addAll(List.of("--neighbors", 5));
        }
        return CommandRun.pure(words.toArray());
    }

    /** Embedding, candidates and base score are shared between arms; that must not show in any number. */
    @Test
    void everyArmIsWhatEvalSaysOfIt() throws IOException {
        Path out = directory.resolve("out");
        JsonNode curve = tune("--out", out, "--json").json();
        assertThat(names(curve))
                .containsExactly(
                        "selector",
                        "neighbors",
                        "documents",
                        "failures",
                        "base",
                        "curve",
                        "limits",
                        "best",
                        "skipped_lines",
                        "manifest");
        assertThat(Json.MAPPER.readTree(out.resolve("summary.json").toFile())).isEqualTo(curve);
        assertThat(curve.get("curve")).hasSize(3);
        assertThat(names(curve.get("limits"))).containsExactly("nn", "nn-f");
        for (JsonNode point : curve.get("curve")) {
            assertThat(names(point))
                    .containsExactly(
                            "lambda",
                            "bits_per_byte",
                            "percent_of_base",
                            "interval_90",
                            "rank_correlation",
                            "picks_mean");
            String lambda = new Lambda(point.get("lambda").doubleValue()).toString();
            JsonNode alone = evaluated("sift", "ttt.selector.sift.lambda=" + lambda, "sift-lambda-" + lambda, out);
            assertThat(withoutLambda(point)).isEqualTo(last(alone));
            assertThat(curve.at("/base/bits_per_byte")).isEqualTo(alone.at("/bits_per_byte/all/0"));
        }
        for (String limit : List.of("nn", "nn-f")) {
            assertThat(curve.at("/limits/" + limit)).isEqualTo(last(evaluated(limit, "ttt.neighbors=20", limit, out)));
        }
        assertThat(curve.at("/curve/0/bits_per_byte")).isNotEqualTo(curve.at("/curve/2/bits_per_byte"));
        assertThat(curve.at("/curve/2/percent_of_base").doubleValue())
                .as("a large lambda comes to nn-f")
                .isEqualTo(curve.at("/limits/nn-f/percent_of_base").doubleValue());
    }

    /** What {@code ttt eval} says, after a look at whether it chose and scored the same document by document. */
    private JsonNode evaluated(String selector, String assignment, String arm, Path out) throws IOException {
        Path alone = directory.resolve("alone-" + arm);
        JsonNode json = CommandRun.pure(
                        "eval",
                        "--index",
                        index,
                        "--data",
                        data,
                        "--neighbors",
                        5,
                        "--out",
                        alone,
                        "--set",
                        "ttt.selector.use=" + selector,
                        "--set",
                        assignment,
                        "--json")
                .json();
        assertThat(lines(out.resolve(arm))).isEqualTo(lines(alone)).hasSize(12);
        return json;
    }

    private static JsonNode last(JsonNode summary) {
        ObjectNode last = Json.MAPPER.createObjectNode();
        last.set("bits_per_byte", summary.at("/bits_per_byte/all/1"));
        last.set("percent_of_base", summary.at("/percent_of_base/all/1"));
        ObjectNode intervals = last.putObject("interval_90");
        intervals.set("bits_per_byte", summary.at("/interval_90/bits_per_byte/all/1"));
        intervals.set("percent_of_base", summary.at("/interval_90/percent_of_base/all/1"));
        last.putObject("rank_correlation")
                .set("predicted_against_realised", summary.at("/rank_correlation/predicted_against_realised/1"));
        last.set("picks_mean", summary.at("/picks_mean/1"));
        return last;
    }

    private static JsonNode withoutLambda(JsonNode point) {
        ObjectNode rest = point.deepCopy();
        rest.remove("lambda");
        return rest;
    }

    @Test
    void theBestLambdaIsMarkedWithItsLine() {
        CommandRun run = tune().succeeded();
        JsonNode json = tune("--json").json();
        JsonNode best = json.get("best");
        for (JsonNode point : json.get("curve")) {
            assertThat(point.get("bits_per_byte").doubleValue())
                    .isGreaterThanOrEqualTo(best.get("bits_per_byte").doubleValue());
        }
        String lambda = new Lambda(best.get("lambda").doubleValue()).toString();
        assertThat(best.get("setting").textValue()).isEqualTo("ttt.selector.sift.lambda = " + lambda);
        assertThat(run.out())
                .startsWith("bits per byte of 12 documents after training on 5 neighbours:\n")
                .contains("\n\n  ttt.selector.sift.lambda = " + lambda + "\n");
        assertThat(run.out().lines().filter(line -> line.contains("<- best lambda")))
                .singleElement()
                .asString()
                .matches("sift +" + lambda + " +[0-9.]+ +[0-9.]+ +[0-9.]+-[0-9.]+ +5\\.0 +<- best lambda");
        assertThat(run.out().lines().map(line -> line.split(" +", 2)[0]))
                .containsSubsequence("selector", "base", "nn", "sift", "sift", "sift", "nn-f");
        CommandRun.pure("config", "--set", best.get("setting").textValue()).succeeded();
    }

    @Test
    void goesOnAfterAKillWithoutDoingFinishedDocumentsAgain() throws IOException {
        Path out = directory.resolve("out");
        tune("--out", out).succeeded();
        JsonNode wanted = withoutManifest(out);
        List<List<String>> lines = new ArrayList<>();
        for (String arm : ARMS) {
            lines.add(lines(out.resolve(arm)));
        }
        // As if killed within a line of the third arm: the others not begun.
        Files.delete(out.resolve("summary.json"));
        Files.delete(out.resolve(ARMS.get(2)).resolve("summary.json"));
        Path third = out.resolve(ARMS.get(2)).resolve("documents.jsonl");
        byte[] whole = Files.readAllBytes(third);
        Files.write(third, Arrays.copyOf(whole, whole.length - 30));
        Durable.delete(out.resolve(ARMS.get(3)));
        Durable.delete(out.resolve(ARMS.get(4)));
        byte[] first = Files.readAllBytes(out.resolve("nn").resolve("documents.jsonl"));
        CommandRun again = tune("--out", out).succeeded();
        assertThat(again.err()).contains("35 of 60 evaluations were done before");
        assertThat(Files.readAllBytes(out.resolve("nn").resolve("documents.jsonl")))
                .isEqualTo(first);
        assertThat(Arrays.copyOf(Files.readAllBytes(third), whole.length / 2))
                .isEqualTo(Arrays.copyOf(whole, whole.length / 2));
        for (int i = 0; i < ARMS.size(); i++) {
            assertThat(lines(out.resolve(ARMS.get(i)))).as(ARMS.get(i)).isEqualTo(lines.get(i));
        }
        assertThat(withoutManifest(out)).isEqualTo(wanted);
    }

    @Test
    void furtherLambdasKeepWhatIsThereAndAnotherSweepIsRefused() throws IOException {
        Path out = directory.resolve("out");
        tune("--out", out).succeeded();
        CommandRun more = tune("--out", out, "--lambdas", "0.1,1").succeeded();
        assertThat(more.err()).contains("36 of 48 evaluations were done before");
        tune("--out", out, "--neighbors", 4).failed(1, "neighbors = 0,5", "neighbors = 0,4");
        tune("--out", out, "--set", "ttt.selector.sift.kernel=cosine").failed(1, "kernel");
        tune("--out", out, "--selector", "itl").failed(1, "itl");
        tune("--out", index).failed(1, "holds files of something else");
    }

    @Test
    void withoutAPlaceNothingIsLeft() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = leftovers(temporary);
        tune("--limit", 3).succeeded();
        assertThat(leftovers(temporary)).isEqualTo(before);
    }

    private static List<Path> leftovers(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("ttt-tune-"))
                    .sorted()
                    .toList();
        }
    }

    /** A document that one arm could not score is compared in no arm. */
    @Test
    void everyArmIsSummedOverTheSameDocuments() throws IOException {
        Path out = directory.resolve("out");
        tune("--out", out, "--lambdas", "1").succeeded();
        Path last = out.resolve("nn-f").resolve("documents.jsonl");
        List<String> lines = Files.readAllLines(last);
        DocumentResult lost = ResultJson.read(lines.get(4), new NeighborCounts(List.of(0, 5)));
        lines.set(
                4,
                ResultJson.write(
                        new DocumentResult.Failed(lost.id(), lost.domain(), lost.source(), "made up"),
                        new NeighborCounts(List.of(0, 5))));
        Files.write(last, lines);
        CommandRun run = tune("--out", out, "--lambdas", "1").succeeded();
        assertThat(run.out())
                .startsWith("bits per byte of 11 documents")
                .contains("\n\n1 more failed in some row and count in none\n");
        JsonNode json = tune("--out", out, "--lambdas", "1", "--json").json();
        double bits = 0;
        double bytes = 0;
        for (String line : Files.readAllLines(out.resolve("nn").resolve("documents.jsonl"))) {
            JsonNode one = Json.MAPPER.readTree(line);
            if (one.get("id").longValue() != lost.id()) {
                bits += one.at("/scores/1/bits").doubleValue();
                bytes += one.at("/scores/1/bytes").doubleValue();
            }
        }
        assertThat(json.at("/limits/nn/bits_per_byte").doubleValue()).isCloseTo(bits / bytes, within(1e-12));
        assertThat(json.get("failures").intValue()).isOne();
    }

    @Test
    void failuresAreCounted() throws IOException {
        Path mixed = directory.resolve("mixed.jsonl");
        Files.write(mixed, List.of(Corpora.line(1), "{\"text\":\"x\"}", Corpora.line(2)));
        JsonNode json = CommandRun.pure(
                        "select", "tune", "--index", index, "--data", mixed, "--split-text", "--lambdas", "1", "--json")
                .json();
        assertThat(json.get("documents").intValue()).isEqualTo(2);
        assertThat(json.get("failures").intValue()).isOne();
    }

    @Test
    void wrongInputIsOneSentence() {
        tune("--lambdas", "0.1,x").failed(2, "--lambdas 0.1,x", "\"x\"", "0.001,0.01,0.1,1,10");
        tune("--lambdas", "").failed(2, "--lambdas", "wanted numbers above 0");
        tune("--lambdas", "0").failed(2, "lambda 0.0", "above 0");
        tune("--lambdas", "1e999").failed(2, "finite");
        tune("--lambdas", "-1").failed(2, "above 0");
        tune("--neighbors", 0).failed(2, "--neighbors 0");
        tune("--limit", 0).failed(2, "--limit 0");
        tune("--selector", "siift").failed(2, "siift", "no such backend", "sift");
        tune("--set", "ttt.selector.sift.lambda=3").failed(2, "--set ttt.selector.sift.lambda=3", "--lambdas");
        tune("--set", "ttt.preselection=largest").failed(2, "ttt.preselection (--set)", "largest-absolute");
        CommandRun.pure("select", "tune").failed(2, "--index", "--data");
    }

    private static List<String> lines(Path evaluation) throws IOException {
        return Files.readAllLines(evaluation.resolve("documents.jsonl")).stream()
                .map(line -> line.replaceAll(",\"seconds\":\\{[^}]*\\}", ""))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static JsonNode withoutManifest(Path out) throws IOException {
        JsonNode json = Json.MAPPER.readTree(out.resolve("summary.json").toFile());
        ((ObjectNode) json).remove("manifest");
        return json;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
