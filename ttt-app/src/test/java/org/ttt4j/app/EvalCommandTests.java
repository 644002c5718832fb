package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTests {

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
        data = Corpora.write(shared.resolve("held.jsonl"), 12);
    }

    @Test
    void printsWhatItWritesInTheIssuesForm() throws IOException {
        Path out = directory.resolve("out");
        JsonNode printed = eval(out, "--neighbors", "0,1,5", "--json").json();
        assertThat(Json.MAPPER.readTree(out.resolve("summary.json").toFile())).isEqualTo(printed);
        assertThat(names(printed))
                .containsExactly(
                        "documents",
                        "failures",
                        "neighbors",
                        "bits_per_byte",
                        "percent_of_base",
                        "interval_90",
                        "rank_correlation",
                        "picks_mean",
                        "excluded",
                        "seconds",
                        "documents_per_domain",
                        "skipped_lines",
                        "manifest");
        assertThat(printed.get("documents").intValue()).isEqualTo(12);
        assertThat(printed.get("neighbors").toString()).isEqualTo("[0,1,5]");
        assertThat(names(printed.get("bits_per_byte"))).containsExactly("all", "domain-0", "domain-1", "domain-2");
        assertThat(printed.at("/bits_per_byte/all/2").doubleValue())
                .isLessThan(printed.at("/bits_per_byte/all/0").doubleValue());
        assertThat(names(printed.get("seconds")))
                .containsExactlyInAnyOrder("embed", "search", "select", "score", "train", "reset");
        assertThat(printed.at("/manifest/model/fingerprint").textValue()).hasSize(64);
        assertThat(printed.at("/manifest/index/fingerprint").textValue()).hasSize(64);
        assertThat(printed.at("/manifest/config/ttt.trainer.use").textValue()).isEqualTo("bytes");
        assertThat(names(printed.at("/manifest/config"))).noneMatch(key -> key.startsWith("ttt.index.faiss"));
    }

    @Test
    void oneLinePerDocumentHoldsEverything() throws IOException {
        Path out = directory.resolve("out");
        eval(out, "--neighbors", "0,5").succeeded();
        List<String> lines = Files.readAllLines(out.resolve("documents.jsonl"));
        assertThat(lines).hasSize(12);
        JsonNode line = Json.MAPPER.readTree(lines.get(0));
        assertThat(names(line))
                .containsExactly(
                        "id",
                        "domain",
                        "source",
                        "picks",
                        "excluded",
                        "prior_uncertainty",
                        "steps",
                        "scores",
                        "gain",
                        "seconds");
        assertThat(line.get("picks")).hasSize(5);
        assertThat(names(line.at("/picks/0"))).containsExactly("id", "similarity", "uncertainty");
        assertThat(names(line.at("/scores/1")))
                .containsExactly("neighbors", "bits", "bytes", "tokens", "bits_per_byte");
    }

    /** From the lines alone, with ranks counted instead of sorted. */
    @Test
    void theRankCorrelationFollowsFromTheLines() throws IOException {
        Path out = directory.resolve("out");
        JsonNode printed = eval(out, "--neighbors", "0,1,5", "--set", "ttt.selector.use=sift", "--json")
                .json();
        List<Double> predicted = new ArrayList<>();
        List<Double> realised = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("documents.jsonl"))) {
            JsonNode json = Json.MAPPER.readTree(line);
            assertThat(json.get("prior_uncertainty").doubleValue()).isCloseTo(1, within(1e-6));
            predicted.add(1
                    - json.at("/picks/4/uncertainty").doubleValue()
                            / json.get("prior_uncertainty").doubleValue());
            realised.add(1
                    - json.at("/scores/2/bits").doubleValue()
                            / json.at("/scores/0/bits").doubleValue());
            assertThat(json.at("/gain/predicted/2").doubleValue()).isEqualTo(predicted.get(predicted.size() - 1));
            assertThat(json.at("/gain/realised/2").doubleValue()).isEqualTo(realised.get(realised.size() - 1));
            assertThat(json.at("/gain/predicted/0").isNull()).isTrue();
        }
        JsonNode found = printed.at("/rank_correlation/predicted_against_realised");
        assertThat(found).hasSize(3);
        assertThat(found.get(0).isNull()).isTrue();
        assertThat(found.get(2).doubleValue())
                .isCloseTo(correlation(counted(predicted), counted(realised)), within(1e-12));
        assertThat(printed.at("/picks_mean").toString()).isEqualTo("[0.0,1.0,5.0]");
    }

    @Test
    void aSelectorThatStopsEarlySpendsLess() throws IOException {
        CommandRun run = eval(
                        directory.resolve("out"),
                        "--neighbors",
                        "0,1,5",
                        "--set",
                        "ttt.selector.use=sift",
                        "--set",
                        "ttt.selector.sift.max=2")
                .succeeded();
        assertThat(run.out())
                .contains("picks per document: 1.0 after 1, 2.0 after 5")
                .contains("rank correlation of predicted with realised gain: ")
                .containsPattern("time: .*select <?[0-9.]+%");
        JsonNode summary = Json.MAPPER.readTree(
                directory.resolve("out").resolve("summary.json").toFile());
        assertThat(summary.at("/picks_mean").toString()).isEqualTo("[0.0,1.0,2.0]");
    }

    private static double[] counted(List<Double> values) {
        return values.stream()
                .mapToDouble(value -> 1
                        + values.stream().filter(other -> other < value).count()
                        + (values.stream().filter(other -> other.equals(value)).count() - 1) / 2.0)
                .toArray();
    }

    private static double correlation(double[] x, double[] y) {
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - Arrays.stream(x).average().orElseThrow();
            double dy = y[i] - Arrays.stream(y).average().orElseThrow();
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }
        return xy / Math.sqrt(xx) / Math.sqrt(yy);
    }

    /** Training on 1, then 4 more, equals training on 5 at once; the base is the base. */
    @Test
    void countsInBetweenChangeNothing() throws IOException {
        JsonNode few =
                eval(directory.resolve("few"), "--neighbors", "0,5", "--json").json();
        JsonNode many = eval(directory.resolve("many"), "--neighbors", "0,1,2,5", "--json")
                .json();
        assertThat(many.at("/bits_per_byte/all/3")).isEqualTo(few.at("/bits_per_byte/all/1"));
        assertThat(many.at("/bits_per_byte/all/0")).isEqualTo(few.at("/bits_per_byte/all/0"));
    }

    @Test
    void resultsDoNotDependOnTheNumberOfWorkers() throws IOException {
        Path one = directory.resolve("one");
        Path four = directory.resolve("four");
        eval(one, "--set", "ttt.trainer.bytes.max-sessions=1").succeeded();
        eval(four, "--set", "ttt.trainer.bytes.max-sessions=4").succeeded();
        assertThat(sortedWithoutTimes(four)).isEqualTo(sortedWithoutTimes(one)).hasSize(12);
    }

    @Test
    void goesOnAfterAKillWithoutDoingFinishedDocumentsAgain() throws IOException {
        Path out = directory.resolve("out");
        eval(out).succeeded();
        Path file = out.resolve("documents.jsonl");
        byte[] whole = Files.readAllBytes(file);
        List<String> wanted = sortedWithoutTimes(out);
        JsonNode summary = withoutTimes(out);
        Files.delete(out.resolve("summary.json"));
        Files.write(file, Arrays.copyOf(whole, whole.length - 30));
        CommandRun again = eval(out).succeeded();
        assertThat(again.err()).contains("11 of 12 documents were done before");
        assertThat(Arrays.copyOf(Files.readAllBytes(file), whole.length / 2))
                .isEqualTo(Arrays.copyOf(whole, whole.length / 2));
        assertThat(sortedWithoutTimes(out)).isEqualTo(wanted);
        assertThat(withoutTimes(out)).isEqualTo(summary);
    }

    @Test
    void anotherRunInTheSameDirectoryIsRefusedNamingTheDifference() throws IOException {
        Path out = directory.resolve("out");
        eval(out, "--neighbors", "0,5").succeeded();
        byte[] before = Files.readAllBytes(out.resolve("documents.jsonl"));
        eval(out, "--neighbors", "0,6").failed(1, "neighbors = 0,5", "neighbors = 0,6");
        eval(out, "--neighbors", "0,5", "--seed", "3").failed(1, "seed = 1216", "seed = 3");
        eval(out, "--neighbors", "0,5", "--split-text").failed(1, "split-text");
        eval(out, "--neighbors", "0,5", "--set", "ttt.trainer.bytes.learning-rate=0.1")
                .failed(1, "learning-rate");
        Path other = Corpora.write(directory.resolve("other.jsonl"), 11);
        CommandRun.pure("eval", "--index", index, "--data", other, "--neighbors", "0,5", "--out", out)
                .failed(1, "data = ");
        assertThat(Files.readAllBytes(out.resolve("documents.jsonl"))).isEqualTo(before);
    }

    @Test
    void aDirectoryOfSomethingElseIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        eval(file).failed(1, "not a directory");
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("thesis.tex"), "mine");
        eval(full).failed(1, "holds files of something else");
        assertThat(full.resolve("thesis.tex")).hasContent("mine");
    }

    @Test
    void limitDrawsFromEveryDomain() throws IOException {
        JsonNode json = eval(directory.resolve("out"), "--limit", "6", "--json").json();
        assertThat(json.get("documents_per_domain").toString())
                .isEqualTo("{\"domain-0\":2,\"domain-1\":2,\"domain-2\":2}");
    }

    @Test
    void splitTextScoresTheSecondHalf() throws IOException {
        Path whole = directory.resolve("whole");
        Path split = directory.resolve("split");
        eval(whole).succeeded();
        eval(split, "--split-text").succeeded();
        assertThat(bytes(split) / (double) bytes(whole)).isBetween(0.4, 0.6);
    }

    @Test
    void badLinesAreSkippedAndCountedAndFailuresShown() throws IOException {
        Path mixed = directory.resolve("mixed.jsonl");
        Files.write(
                mixed,
                List.of(
                        Corpora.line(1),
                        "not json",
                        "{\"text\":\"  \"}",
                        "{\"text\":\"x\",\"meta\":{\"pile_set_name\":\"short\"}}"),
                StandardCharsets.UTF_8);
        CommandRun run = CommandRun.pure(
                        "eval", "--index", index, "--data", mixed, "--split-text", "--out", directory.resolve("o"))
                .succeeded();
        assertThat(run.err()).contains("skipped 2 lines");
        assertThat(run.out()).contains("1 of 2 documents failed");
    }

    @Test
    void wrongInputIsOneSentence() throws IOException {
        eval(directory.resolve("o"), "--neighbors", "1,x").failed(2, "1,x", "0,1,5,10,20");
        eval(directory.resolve("o"), "--neighbors", "0").failed(2, "above 0");
        eval(directory.resolve("o"), "--limit", "0").failed(2, "--limit 0");
        eval(directory.resolve("o"), "--candidates", "0").failed(2, "--candidates 0");
        CommandRun.pure("eval", "--index", index, "--data", directory.resolve("none"), "--out", directory.resolve("o"))
                .failed(1, "none", "no such file");
        CommandRun.pure("eval", "--index", directory, "--data", data, "--out", directory.resolve("o"))
                .failed(1, "index");
        Path empty = Files.createFile(directory.resolve("empty.jsonl"));
        CommandRun.pure("eval", "--index", index, "--data", empty, "--out", directory.resolve("o"))
                .failed(1, "no document with text");
        assertThat(directory.resolve("o")).doesNotExist();
    }

    private static CommandRun eval(Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("eval", "--index", index, "--data", data, "--out", out));
        words.addAll(List.of(more));
        return CommandRun.pure(words.toArray());
    }

    private static List<String> sortedWithoutTimes(Path out) throws IOException {
        return Files.readAllLines(out.resolve("documents.jsonl")).stream()
                .map(line -> line.replaceAll(",\"seconds\":\\{[^}]*\\}", ""))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static JsonNode withoutTimes(Path out) throws IOException {
        JsonNode json = Json.MAPPER.readTree(out.resolve("summary.json").toFile());
        ((ObjectNode) json).remove(List.of("seconds", "manifest"));
        return json;
    }

    private static long bytes(Path out) throws IOException {
        long bytes = 0;
        for (String line : Files.readAllLines(out.resolve("documents.jsonl"))) {
            bytes += Json.MAPPER.readTree(line).at("/scores/0/bytes").longValue();
        }
        return bytes;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
