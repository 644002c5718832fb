package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.study.Cost;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyArm;
import org.ttt4j.study.StudyDomain;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyMethod;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyScore;

class StudyReportCommandTests {

    @TempDir
    private Path directory;

    @Test
    void writesTheReportIntoTheResultsAndTellsTheFinding() throws IOException {
        Path results = results("one", "0.1", 900);
        CommandRun run = CommandRun.of("study", "report", results).succeeded();
        assertThat(run.out()).startsWith("nn with 5 neighbours is best: 90.0% of the base model's bits");
        Path page = results.resolve("report/index.html");
        assertThat(run.out()).endsWith("report: " + page + "\n");
        assertThat(Files.readString(page)).contains("nn with 5 neighbours is best");
        assertThat(results.resolve("report/summary.csv")).content().contains("nn,train,yes,all documents,5,2,2,0.9,");

        byte[] before = Files.readAllBytes(results.resolve("report/summary.csv"));
        JsonNode again =
                CommandRun.of("study", "report", results, "--json").succeeded().json();
        assertThat(again.get("page").textValue()).isEqualTo(page.toString());
        assertThat(Files.readAllBytes(results.resolve("report/summary.csv"))).isEqualTo(before);
        try (var left = Files.list(results)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report", "results.jsonl", "study.json");
        }
    }

    @Test
    void replacesNothingThatIsNoReport() throws IOException {
        Path results = results("one", "0.1", 900);
        Path other = Files.createDirectories(directory.resolve("thesis"));
        Files.writeString(other.resolve("chapter.tex"), "text");
        CommandRun.of("study", "report", results, "--out", other)
                .failed(1, "thesis: exists and is not an earlier report, wanted another --out");
        assertThat(other.resolve("chapter.tex")).exists();
        CommandRun.of("study", "report", directory.resolve("none"))
                .failed(1, "none: holds no study.json, wanted the results of `ttt study run`");
    }

    @Test
    void comparesTwoRunsAndSaysWhatDiffers() throws IOException {
        Path first = results("one", "0.1", 900);
        Path second = results("two", "0.2", 850);
        CommandRun run = CommandRun.of("study", "compare", first, second).succeeded();
        assertThat(run.out())
                .contains("nn            0     2  1.000   1.000     +0.0000")
                .contains("nn            5     2  0.900   0.850     -0.0500  -0.0500 to -0.0500") // no star with two
                // sources
                .contains("nn: ttt.selector.sift.lambda  0.1    0.2");
        JsonNode json = CommandRun.of("study", "compare", first, second, "--json")
                .succeeded()
                .json();
        assertThat(json.at("/arms/1/difference").doubleValue()).isEqualTo(-0.05);
        assertThat(json.at("/settings/0/second").textValue()).isEqualTo("0.2");
        assertThat(CommandRun.of("study", "compare", first, first).succeeded().out())
                .contains("no setting differs");
        CommandRun.of("study", "compare", first, directory).failed(1, "holds no study.json");
    }

    /** Two documents of 1000 bytes, whose 1000 bits become the given number. */
    private Path results(String name, String lambda, double bits) throws IOException {
        Path results = Files.createDirectories(directory.resolve(name));
        Study study = new Study(
                Study.FORMAT,
                "study",
                List.of(0, 5),
                List.of(StudyArm.of("nn", StudyMethod.TRAIN, Map.of("ttt.selector.sift.lambda", lambda))),
                List.of(new StudyDomain("a", 2, 2, 1)),
                new TreeMap<>(),
                1,
                null);
        Files.writeString(results.resolve(Study.FILE), study.toJson());
        try (StudyLog log = StudyLog.open(results)) {
            for (int document = 0; document < 2; document++) {
                log.append(new StudyResult.Scored(
                        "nn",
                        document,
                        0,
                        "a",
                        "source-" + document,
                        List.of(
                                new StudyScore(0, 0, 1000, 1000, 250, 200, Cost.NONE),
                                new StudyScore(5, 5, bits, 1000, 250, 200, new Cost(1, 100, 1e9))),
                        List.of(),
                        Double.NaN,
                        List.of(),
                        List.of(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        0,
                        Map.of("train", 1.0)));
            }
        }
        return results;
    }
}
