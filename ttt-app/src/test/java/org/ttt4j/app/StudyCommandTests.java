package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.store.DirectoryLock;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyArm;
import org.ttt4j.study.StudyExample;
import org.ttt4j.study.StudyLog;
import org.ttt4j.study.StudyResult;
import org.ttt4j.study.StudyTiming;

class StudyCommandTests {

    private static final String ARMS = """
        vary { selector.use = [nn, sift], selector.sift.lambda = [0.1, 1] }
        baselines = [base, in-context, interpolation, dynamic-evaluation, nn-f, random]
        seeds = [3, 4]
        """;

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    @BeforeAll
    static void build() throws IOException {
        StudyFiles.corpus(shared);
    }

    private Path file(String body) throws IOException {
        return StudyFiles.write(shared, directory.resolve("study.conf"), body);
    }

    private Path out() {
        return directory.resolve("out");
    }

    private StudyResult.Scored scored(String arm, long document) throws IOException {
        return StudyLog.read(out()).stream()
                .filter(result -> result.arm().equals(arm) && result.document() == document)
                .map(StudyResult.Scored.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The grid leaves out what would be the same twice: nn does not read the lambda of sift. */
    @Test
    void allArmsRunOnTheSameDocuments() throws IOException {
        CommandRun run = StudyFiles.run(file(ARMS), out()).succeeded();
        Study study = Study.read(out());
        assertThat(study.arms().stream().map(StudyArm::name))
                .containsExactly(
                        "nn",
                        "sift lambda=0.1",
                        "sift lambda=1",
                        "base",
                        "in-context",
                        "interpolation",
                        "dynamic-evaluation",
                        "nn-f",
                        "random");
        assertThat(study.arm("random").orElseThrow().seeds()).containsExactly(3L, 4L);
        assertThat(study.arm("nn").orElseThrow().seeds()).containsExactly(3L);
        assertThat(study.settings()).containsKeys("data", "model", "ttt.trainer.use");
        List<StudyResult> results = StudyLog.read(out());
        assertThat(results).hasSize(9 * 10).allMatch(StudyResult.Scored.class::isInstance);
        assertThat(run.out())
                .contains("dynamic-evaluation", "on the 9 documents")
                .doesNotContain("failed");
        JsonNode summary = Json.MAPPER.readTree(out().resolve("summary.json").toFile());
        assertThat(summary.get("documents").intValue()).isEqualTo(9);
        assertThat(summary.toString()).doesNotContain("seconds");
    }

    /** Both commands share the loop that trains: the numbers agree to the last bit. */
    @Test
    void anEvaluationIsAStudyOfOneArm() throws IOException {
        StudyFiles.run(file("vary { selector.use = [sift] }"), out()).succeeded();
        CommandRun.pure(
                        "eval",
                        "--index",
                        shared.resolve("index"),
                        "--data",
                        shared.resolve("held.jsonl"),
                        "--out",
                        directory.resolve("eval"),
                        "--neighbors",
                        "0,1,5",
                        "--candidates",
                        "20",
                        "--set",
                        "ttt.selector.use=sift")
                .succeeded();
        int compared = 0;
        for (String line : Files.readAllLines(directory.resolve("eval/documents.jsonl"))) {
            JsonNode json = Json.MAPPER.readTree(line);
            long id = json.get("id").longValue();
            if (StudyLog.read(out()).stream().noneMatch(result -> result.document() == id)) {
                continue;
            }
            compared++;
            StudyResult.Scored scored = scored("sift", id);
            for (int i = 0; i < 3; i++) {
                assertThat(scored.scores().get(i).bits())
                        .isEqualTo(json.at("/scores/" + i + "/bits").doubleValue());
                assertThat(scored.picks().get(i).id())
                        .isEqualTo(json.at("/picks/" + i + "/id").longValue());
            }
        }
        assertThat(compared).isEqualTo(9);
    }

    @Test
    void resultsDoNotDependOnTheNumberOfSessions() throws IOException {
        Path file = file(ARMS + "parallelism = 1\n");
        StudyFiles.run(file, out()).succeeded();
        Path parallel = StudyFiles.write(shared, directory.resolve("other.conf"), ARMS + "parallelism = 2\n");
        StudyFiles.run(parallel, directory.resolve("two")).succeeded();
        assertThat(directory.resolve("two/summary.json")).hasSameTextualContentAs(out().resolve("summary.json"));
    }

    @Test
    void goesOnWhereItEndedAndTakesFurtherArms() throws IOException {
        StudyFiles.run(file("vary { selector.use = [nn] }"), out()).succeeded();
        Path file = out().resolve(StudyLog.FILE);
        List<String> lines = Files.readAllLines(file);
        Files.writeString(
                file,
                String.join("\n", lines.subList(0, 4)) + "\n" + lines.get(4).substring(0, 50));
        CommandRun again = StudyFiles.run(file("vary { selector.use = [nn, sift] }\nbaselines = [base]"), out())
                .succeeded();
        assertThat(again.err()).contains("4 of 27 lines were there before");
        assertThat(StudyLog.read(out())).hasSize(27);
        assertThat(Files.readAllLines(file).subList(0, 4)).isEqualTo(lines.subList(0, 4));
    }

    @Test
    void anotherStudyInTheSameDirectoryIsRefusedNamingTheDifference() throws IOException {
        StudyFiles.run(file("vary { selector.use = [nn, sift] }"), out()).succeeded();
        String before = Files.readString(out().resolve(Study.FILE));
        StudyFiles.run(file("vary { selector.use = [sift] }"), out())
                .failed(1, "an arm \"nn\" that the study file does not have");
        StudyFiles.run(file("vary { selector.use = [nn, sift] }\nneighbors = [0, 2]"), out())
                .failed(1, "found neighbors = [0, 1, 5], this one has [0, 2]");
        StudyFiles.run(
                        file("vary { selector.use = [nn, sift] }"),
                        out(),
                        "--set",
                        "ttt.trainer.bytes.learning-rate=0.1")
                .failed(1, "found ttt.trainer.bytes.learning-rate of arm nn = 0.3, this one has 0.1");
        assertThat(out().resolve(Study.FILE)).hasContent(before);
    }

    @Test
    void whatIsNoResultsDirectoryIsLeftAlone() throws IOException {
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("thesis.tex"), "mine");
        StudyFiles.run(file("baselines = [base]"), full).failed(1, "holds files of something else");
        Path plain = Files.writeString(directory.resolve("plain"), "mine");
        StudyFiles.run(file("baselines = [base]"), plain).failed(1, "not a directory");
        Files.createDirectory(out());
        try (DirectoryLock lock = DirectoryLock.take(out(), "study run")) {
            assertThat(lock).isNotNull();
            StudyFiles.run(file("baselines = [base]"), out()).failed(1, "is being changed by process", "ttt study run");
        }
    }

    @Test
    void wrongStudyFilesAreOneSentence() throws IOException {
        StudyFiles.run(directory.resolve("none.conf"), out()).failed(1, "none.conf: no such file");
        refused("baselines = [bass]", "found \"bass\"", "did you mean base?");
        refused("varry { selector.use = [nn] }", "study.varry", "did you mean study.vary?");
        refused("vary { selector.usee = [nn] }", "ttt.selector.usee", "did you mean ttt.selector.use?");
        refused("vary { selector.use = [sieft] }", "sieft", "no such backend");
        refused("vary { ordr = [nearest-first] }", "ordr", "no such key", "did you mean order?");
        refused("vary { order = [nearest-frist] }", "nearest-frist", "did you mean nearest-first?");
        refused("vary { selector.use = nn }\narms { a { selector.use = nn } }", "not both");
        refused("arms { a = 3 }", "study.arms.a", "block of keys");
        refused("baselines = [base]\ndata.sample.per-domain = none", "per-domain", "whole number");
        refused("baselines = [base]\ndata.weights { poems = 2 }", "\"poems\"", "domain-0, domain-1, domain-2");
        refused("baselines = [base]\nseeds = [1, 1]", "seeds", "each once");
        refused("baselines = [base]\nneighbors = [0]", "at least one count above 0");
        refused("name = x", "study.vary, study.arms or study.baselines");
        StudyFiles.run(
                        file("vary { selector.sift.lambda = [0.1, 1] }"),
                        out(),
                        "--set",
                        "ttt.selector.sift.lambda=3",
                        "--set",
                        "ttt.selector.use=sift")
                .failed(2, "--set ttt.selector.sift.lambda=3", "wins over 0.1");
        Path broken = Files.writeString(directory.resolve("broken.conf"), "study { name = ");
        StudyFiles.run(broken, out()).failed(2, "broken.conf");
        assertThat(out().resolve(Study.FILE)).doesNotExist();
    }

    private void refused(String body, String... words) throws IOException {
        CommandRun run = StudyFiles.run(file(body), out());
        assertThat(run.code()).isIn(1, 2);
        run.failed(run.code(), words);
    }

    @Test
    void aDocumentBeyondTheLimitIsCountedAndShown() throws IOException {
        CommandRun run = StudyFiles.run(file("vary { selector.use = [nn] }\ndata.max-bytes = 20"), out());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("9 lines failed and count in no sum", "wanted at most 20");
        assertThat(StudyLog.read(out()))
                .hasSize(9)
                .allMatch(result -> result instanceof StudyResult.Failed failed
                        && failed.error().contains("wanted at most 20 (study.data.max-bytes)"));
    }

    /** The comparison with a bigger model: each has base scores of its own. */
    @Test
    void severalModelsAreEachMeasuredAgainstThemselves() throws IOException {
        String models = "vary { selector.use = [nn], trainer.bytes.order = [2, 5] }\nbaselines = [base]\n";
        StudyFiles.run(file(models + "examples = 0"), out()).succeeded();
        List<String> arms =
                Study.read(out()).arms().stream().map(StudyArm::name).toList();
        assertThat(arms).containsExactly("nn order=2", "nn order=5", "base");
        double[] bits = new double[2];
        for (StudyResult line : StudyLog.read(out())) {
            if (line.arm().equals("nn order=2")) {
                StudyResult.Scored small = scored("nn order=2", line.document());
                StudyResult.Scored large = scored("nn order=5", line.document());
                double base = scored("base", line.document()).last().bits();
                assertThat(large.scores().get(0).bits()).isEqualTo(base);
                assertThat(small.scores().get(0).bits()).isNotEqualTo(base);
                bits[0] += small.scores().get(0).bits();
                bits[1] += small.last().bits();
            }
        }
        JsonNode summary = Json.MAPPER.readTree(Files.readString(out().resolve(StudyDirectory.SUMMARY)));
        assertThat(summary.at("/arms/0/percent_of_base/2").doubleValue())
                .as("in percent of the same model")
                .isCloseTo(100 * bits[1] / bits[0], within(1e-9));
        assertThat(Study.read(out()).arms().get(0).settings()).containsKeys("model", "ttt.trainer.bytes.order");
    }

    @Test
    void aDryRunPrintsArmsTimeAndMemoryAndWritesNothing() throws IOException {
        CommandRun run = StudyFiles.run(file(ARMS), out(), "--dry-run").succeeded();
        assertThat(run.out())
                .contains(
                        "sift lambda=0.1",
                        "dynamic-evaluation",
                        "9 documents in 3 domains",
                        "session",
                        "B for weights");
        assertThat(out()).doesNotExist();
        JsonNode json = StudyFiles.run(file(ARMS), out(), "--dry-run", "--json").json();
        assertThat(json.get("arms")).hasSize(9);
        assertThat(json.get("hours").doubleValue()).isPositive();
    }

    /** In-order training reaches each count on the way; the others begin anew, with the same first neighbour. */
    @Test
    void ordersDiffer() throws IOException {
        StudyFiles.run(file("""
            vary { selector.use = [nn], order = [nearest-first, nearest-last, shuffled, together] }
            seeds = [1, 2]
            """), out()).succeeded();
        long id = StudyLog.read(out()).get(0).document();
        StudyResult.Scored first = scored("nn nearest-first", id);
        StudyResult.Scored last = scored("nn nearest-last", id);
        StudyResult.Scored together = scored("nn together", id);
        assertThat(last.scores().get(1).bits()).isEqualTo(first.scores().get(1).bits());
        assertThat(last.scores().get(2).bits())
                .isNotEqualTo(first.scores().get(2).bits());
        // The trainer bytes gathers nothing: at once is one after the other.
        assertThat(together.scores().get(2).bits())
                .isEqualTo(first.scores().get(2).bits());
        assertThat(last.steps().subList(1, 6).stream().map(step -> step.id()))
                .containsExactly(
                        last.picks().get(4).id(),
                        last.picks().get(3).id(),
                        last.picks().get(2).id(),
                        last.picks().get(1).id(),
                        last.picks().get(0).id());
        assertThat(Study.read(out()).arm("nn shuffled").orElseThrow().seeds()).hasSize(2);
        assertThat(last.last().cost().trainedTokens())
                .isEqualTo(first.last().cost().trainedTokens());
    }

    @Test
    void retentionScoresEarlierNeighboursAgain() throws IOException {
        StudyFiles.run(file("vary { selector.use = [nn], retention = [0, 3] }"), out())
                .succeeded();
        long id = StudyLog.read(out()).get(0).document();
        StudyResult.Scored plain = scored("nn retention=0", id);
        StudyResult.Scored probed = scored("nn retention=3", id);
        assertThat(probed.scores().stream().map(score -> score.bits()))
                .isEqualTo(plain.scores().stream().map(score -> score.bits()).toList());
        assertThat(probed.retention()).hasSize(3);
        assertThat(probed.retention().get(0).position()).isEqualTo(1);
        assertThat(probed.retention())
                .allMatch(one -> one.learned() < one.before())
                .anyMatch(one -> one.end() != one.learned());
    }

    /** A smaller corpus finds other neighbours, and never one that a larger share lacks. */
    @Test
    void aShareOfTheCorpusIsSearched() throws IOException {
        StudyFiles.run(file("vary { selector.use = [nn], share = [0.2, 0.6, 1] }"), out())
                .succeeded();
        List<Long> fifth = new ArrayList<>();
        List<Long> more = new ArrayList<>();
        for (StudyResult result : StudyLog.read(out())) {
            List<Long> ids = ((StudyResult.Scored) result)
                    .picks().stream().map(pick -> pick.id()).toList();
            (result.arm().equals("nn share=0.2") ? fifth : more).addAll(ids);
            assertThat(((StudyResult.Scored) result).excluded()).isEmpty();
        }
        assertThat(fifth.stream().distinct().count()).isBetween(3L, 24L);
        assertThat(more.stream().distinct().count())
                .isGreaterThan(fifth.stream().distinct().count());
    }

    /** The context holds what is nearest; the original's order keeps the farthest. */
    @Test
    void inContextKeepsTheNearestBesideTheDocument() throws IOException {
        StudyFiles.run(file("""
            arms {
              right { method = in-context, selector.use = nn }
              original { method = in-context, selector.use = nn, in-context.order = nearest-first }
              none { method = in-context, selector.use = nn, trainer.bytes.context-tokens = 40 }
              windows { method = in-context, selector.use = nn, in-context.share = 0.5, trainer.bytes.context-tokens = 40 }
            }
            """), out()).succeeded();
        long id = StudyLog.read(out()).get(0).document();
        StudyResult.Scored right = scored("right", id);
        StudyResult.Scored original = scored("original", id);
        assertThat(right.scores().get(1).bits())
                .isEqualTo(original.scores().get(1).bits());
        assertThat(right.scores().get(1).used()).isEqualTo(1);
        assertThat(right.scores().get(2).used()).isBetween(2, 4); // 256 bytes of context hold no five of them
        assertThat(right.scores().get(2).bits())
                .isNotEqualTo(original.scores().get(2).bits());
        StudyResult.Scored none = scored("none", id);
        assertThat(none.last().bits()).isEqualTo(none.scores().get(0).bits());
        assertThat(none.last().used()).isZero();
        assertThat(scored("windows", id).last().used()).isPositive();
        assertThat(right.last().cost().flops()).isPositive();
        assertThat(right.last().cost().trainedTokens()).isZero();
    }

    @Test
    void theWeightOfAnInterpolationComesFromOtherDocuments() throws IOException {
        StudyFiles.run(file("baselines = [interpolation]"), out()).succeeded();
        StudyResult.Scored scored = (StudyResult.Scored) StudyLog.read(out()).get(0);
        assertThat(scored.details()).containsOnlyKeys("weight-1", "weight-5");
        for (StudyResult result : StudyLog.read(out())) {
            assertThat(((StudyResult.Scored) result).details()).isEqualTo(scored.details());
        }
        Path all = StudyFiles.write(
                shared, directory.resolve("all.conf"), "baselines = [interpolation]\ndata.sample.per-domain = all");
        StudyFiles.run(all, directory.resolve("all")).failed(1, "no documents to choose its weight on");
        assertThat(directory.resolve("all").resolve(StudyLog.FILE)).doesNotExist();
    }

    @Test
    void aStudyThatWasBegunWithOtherValidationDocumentsIsAnother() throws IOException {
        Path mine = Corpora.write(directory.resolve("mine.jsonl"), 6);
        String body = "baselines = [interpolation]\ndata.validation = \"" + mine + "\"";
        StudyFiles.run(file(body), out()).succeeded();
        Corpora.write(mine, 7);
        StudyFiles.run(file(body), out()).failed(1, "found validation of arm interpolation");
    }

    @Test
    void keysThatChangeNoResultMayChange() throws IOException {
        StudyFiles.run(file("baselines = [nn]"), out()).succeeded();
        StudyFiles.run(file("baselines = [nn]"), out(), "--set", "ttt.index.checkpoint-seconds=7")
                .succeeded();
    }

    /** Orders that are trained anew cost at each count what they alone take there. */
    @Test
    void theCostOfACountIsItsOwnAndTheTimeOfTheRunIsKept() throws IOException {
        StudyFiles.run(
                        file("arms { last { order = nearest-last, selector.use = nn }, "
                                + "context { method = in-context, selector.use = nn } }"),
                        out())
                .succeeded();
        for (StudyResult result : StudyLog.read(out())) {
            StudyResult.Scored one = (StudyResult.Scored) result;
            assertThat(one.seconds()).containsKeys("embed", "search", "select", "score");
            if (one.arm().equals("last")) {
                double counts = one.scores().stream()
                        .skip(1)
                        .mapToDouble(score -> score.cost().seconds())
                        .sum();
                double shared = one.seconds().get("embed")
                        + one.seconds().get("search")
                        + one.seconds().get("select");
                double all = one.seconds().get("train") + one.seconds().get("reset") + 2 * shared;
                assertThat(counts).isLessThanOrEqualTo(all + 1e-9);
            } else {
                double before = one.seconds().get("embed") + one.seconds().get("search");
                assertThat(one.last().cost().seconds()).isGreaterThan(before);
            }
        }
        assertThat(StudyTiming.read(out())).singleElement().satisfies(timing -> {
            assertThat(timing.workSeconds()).isPositive().isLessThan(timing.sessionSeconds());
            assertThat(timing.overheadPercent()).isBetween(0.0, 100.0);
        });
    }

    @Test
    void aMisspelledKeyOfAnArmIsNamedInOneLine() throws IOException {
        StudyFiles.run(file("arms { a { ordr = shuffled, selector.use = nn } }"), out())
                .failed(2, "ordr", "did you mean order?");
    }

    @Test
    void howWeightsLearnMayBeCalledAMode() throws IOException {
        Path grid = file("vary { selector.use = [nn], trainer.tensorflow.mode = [full, lora] }");
        StudyFiles.run(grid, out(), "--set", "ttt.trainer.use=bytes", "--dry-run")
                .succeeded();
    }

    @Test
    void dynamicEvaluationOfTheDocumentItselfNeedsNoNeighbours() throws IOException {
        StudyFiles.run(file("baselines = [dynamic-evaluation, base]\nvary { selector.use = [nn] }"), out())
                .succeeded();
        long id = StudyLog.read(out()).get(0).document();
        StudyResult.Scored dynamic = scored("dynamic-evaluation", id);
        StudyResult.Scored base = scored("base", id);
        assertThat(dynamic.scores().get(0).bits()).isEqualTo(base.last().bits());
        assertThat(dynamic.scores().get(1).bits()).isEqualTo(dynamic.last().bits());
        assertThat(dynamic.steps()).isNotEmpty();
        assertThat(dynamic.picks()).isEmpty();
        assertThat(scored("nn", id).scores().get(0).bits())
                .isEqualTo(base.last().bits());
    }

    @Test
    void examplesAreThoseThatImprovedMostAndLeast() throws IOException {
        StudyFiles.run(file("vary { selector.use = [nn] }\nexamples = 2"), out())
                .succeeded();
        List<StudyExample> examples = StudyExample.read(out());
        assertThat(examples).hasSize(4);
        List<Double> gains = StudyLog.read(out()).stream()
                .map(StudyResult.Scored.class::cast)
                .map(scored -> 1 - scored.last().bits() / scored.scores().get(0).bits())
                .sorted()
                .toList();
        List<Double> shown = examples.stream().map(StudyExample::gain).sorted().toList();
        for (int i = 0; i < 4; i++) {
            assertThat(shown.get(i)).isCloseTo(gains.get(i < 2 ? i : gains.size() - 4 + i), within(1e-9));
        }
        assertThat(examples.get(0).chosen()).hasSize(5);
        assertThat(examples.get(0).chosen().get(0).text()).startsWith("Note ");
    }

    @Test
    void wordsAreCountedAsTheHarnessDoes() {
        assertThat(StudyWork.words("one two")).isEqualTo(2);
        assertThat(StudyWork.words("one")).isEqualTo(1);
        assertThat(StudyWork.words(" one\n\ntwo ")).isEqualTo(4); // re.split leaves empty words at both ends
        assertThat(StudyWork.words("a\u00a0b")).isEqualTo(2);
    }
}
