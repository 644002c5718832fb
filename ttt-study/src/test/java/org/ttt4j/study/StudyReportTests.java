package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class StudyReportTests {

    private static final List<Integer> COUNTS = List.of(0, 5);
    private static final StudyReport FULL = report(ReportSample.results());
    private static final SortedMap<String, byte[]> FULL_FILES = FULL.files();

    @Test
    void sumsUpAsCountedByHand() {
        StudyReport report = StudyReport.of(two(), handMade(), List.of());
        // Bits of both documents: 3000 before, nn 2700 with 5 neighbours, sift 2400; 2000 bytes, 500 tokens, 400 words.
        assertThat(text(report, "summary.csv"))
                .contains("nn,train,yes,all documents,0,2,2,1.5,")
                .contains("nn,train,yes,all documents,5,2,2,1.35,")
                .contains("sift,train,yes,all documents,5,2,2,1.2,")
                .contains(",80,")
                .contains("nn,train,no,\"A, B\",5,2,2,1.35,");
        assertThat(text(report, "differences.csv")).contains("nn,sift,5,2,2,0.15,");
        assertThat(text(report, "seconds.csv"))
                .isEqualTo(
                        "arm,stage,seconds,lines\r\nnn,score,2,2\r\nnn,train,4,2\r\nsift,score,2,2\r\nsift,train,4,2\r\n");
        assertThat(report.findings().get(0))
                .startsWith("sift with 5 neighbours is best: 80.0% of the base model's bits")
                .endsWith("1.200 instead of 1.500 bits per byte, over 2 documents of 2 sources in 1 domain.");
        assertThat(report.findings())
                .anyMatch(sentence -> sentence.contains("against nn") && sentence.contains("-0.1500"));
    }

    @Test
    void theSameResultsInAnyOrderMakeTheSameTables() {
        List<StudyResult> backwards = new ArrayList<>(ReportSample.results());
        Collections.reverse(backwards);
        assertThat(report(backwards).texts()).isEqualTo(FULL.texts());
    }

    @Test
    void timesAreInATableOfTheirOwn() {
        List<StudyResult> slower = new ArrayList<>();
        for (StudyResult result : handMade()) {
            StudyResult.Scored one = (StudyResult.Scored) result;
            slower.add(SmallResults.scored(
                    one.arm(),
                    one.document(),
                    one.seed(),
                    one.domain(),
                    one.source(),
                    COUNTS,
                    one.scores().stream().map(StudyScore::bits).toList(),
                    7.5));
        }
        StudyReport before = StudyReport.of(two(), handMade(), List.of());
        StudyReport after = StudyReport.of(two(), slower, List.of());
        for (String same : List.of("summary.csv", "arms.csv", "differences.csv")) {
            assertThat(text(after, same)).as(same).isEqualTo(text(before, same));
        }
        assertThat(text(after, "seconds.csv")).isNotEqualTo(text(before, "seconds.csv"));
    }

    @Test
    void chartsAreFilesToo() throws IOException {
        SortedMap<String, byte[]> files = FULL_FILES;
        List<String> charts = List.of(
                "curves", "domains", "cost", "cost-seconds", "prediction", "sweep-ttt-selector-sift-lambda", "stages");
        for (String chart : charts) {
            String svg = new String(files.get(chart + ".svg"), StandardCharsets.UTF_8);
            assertThat(svg.substring(0, 1000)).startsWith("<svg").contains("xmlns=\"http://www.w3.org/2000/svg\"");
            assertThat(svg.contains("var("))
                    .as("variables of a page in " + chart)
                    .isFalse();
            assertThat(ImageIO.read(new ByteArrayInputStream(files.get(chart + ".png")))
                            .getWidth())
                    .isEqualTo(1720);
            assertThat(FULL.texts().get("report.md")).contains("(" + chart + ".svg)");
        }
        assertThat(files.keySet().stream().filter(name -> name.endsWith(".svg")))
                .hasSameSizeAs(charts);
    }

    @Test
    void aChartWithoutDataIsLeftOutWithItsHeading() {
        StudyReport report = StudyReport.of(two(), handMade(), List.of());
        assertThat(report.texts().get("report.md"))
                .contains("## Bits against neighbours", "curves.svg")
                .doesNotContain(
                        "Gain by domain", "Predicted against realised", "Examples", "Failures", "What lambda does");
    }

    @Test
    void aMachineWithoutFontsGetsTheTablesAndOneSentence() {
        StudyReport report = StudyReport.of(two(), handMade(), List.of(), List.of(), Optional.of("found no font"));
        assertThat(report.notices()).containsExactly("Charts are left out: found no font.");
        SortedMap<String, byte[]> files = report.files();
        assertThat(page(files)).contains("found no font").contains("Every domain");
        assertThat(files.keySet()).noneMatch(name -> name.endsWith(".svg"));
        assertThat(PlotRendering.problem()).isEmpty();
    }

    @Test
    void bestTiedAndWorseAreTold() {
        String page = text(report(ReportSample.results()), "report.md");
        assertThat(page)
                .contains("**76.8** (74.2–79.2)")
                .contains("▼")
                .contains("▲")
                .contains("≈");
    }

    /** A percentage of one model's bits says nothing about another model's. */
    @Test
    void armsOfDifferentModelsAreComparedInBits() {
        List<StudyResult> results = List.of(
                SmallResults.scored("nn", 0, 0, "A, B", "x", COUNTS, List.of(1500.0, 1200.0)),
                SmallResults.scored("sift", 0, 0, "A, B", "x", COUNTS, List.of(1000.0, 900.0)));
        StudyReport report = StudyReport.of(two(), results, List.of());
        assertThat(text(report, "report.md"))
                .contains("| all documents (1 document, 1 source) | 1.200 (80.0% of its base) | **0.900** (90.0% of its"
                        + " base) |")
                .contains("| base of nn | 1.500", "| base of sift | 1.000")
                .doesNotContain("base, bits per byte");
        assertThat(report.findings()).contains("The others at their best: nn with 5 neighbours 1.200 bits per byte.");
        assertThat(text(StudyReport.of(two(), handMade(), List.of()), "report.md"))
                .contains("| base | 1.500", "base, bits per byte")
                .doesNotContain("base of");
    }

    /** By hand: 2 bits of 3600 between them, and now one, now the other has fewer; or 100 on each document. */
    @Test
    void whoIsNoDifferentFromTheBestIsTold() {
        assertThat(others(List.of(890.0, 908.0, 892.0, 908.0)))
                .contains("The others at their best: nn with 5 neighbours 90.0% (cannot be told from it).");
        assertThat(others(List.of(890.0, 908.0, 892.0, 908.0, 890.0)))
                .contains("The others at their best: nn with 5 neighbours 90.0% (cannot be told from it).");
        assertThat(others(List.of(800.0, 801.0, 802.0, 803.0, 804.0)))
                .contains("The others at their best: nn with 5 neighbours 90.0%.");
    }

    /** Four of four sources agree by chance in one of eight cases: more than the 10% that an interval leaves out. */
    @Test
    void nothingIsCalledDifferentWithFewerThanFiveSources() {
        assertThat(others(List.of(800.0, 801.0, 802.0, 803.0)))
                .contains("The others at their best: nn with 5 neighbours 90.0% (cannot be told from it).")
                .anyMatch(sentence -> sentence.contains("(no different)"))
                .noneMatch(sentence -> sentence.contains("(better)"));
        assertThat(others(List.of(800.0, 801.0, 802.0, 803.0, 804.0)))
                .anyMatch(sentence -> sentence.contains("(better)"));
    }

    @Test
    void theTimeThatIsNeitherTrainingNorScoringIsTold() {
        List<StudyTiming> timings = List.of(new StudyTiming(60, 2, 120, 114), new StudyTiming(40, 2, 80, 78));
        StudyReport report = StudyReport.of(two(), handMade(), List.of(), timings);
        assertThat(text(report, "report.md"))
                .contains(
                        "Everything but training and scoring: 4.0% of the time of 2 sessions, over 100 s and 2 runs.");
        assertThat(text(StudyReport.of(two(), handMade(), List.of()), "report.md"))
                .doesNotContain("Everything but training");
    }

    /** With a second sweep, the legend names what tells it apart and leaves the curves their room. */
    @Test
    void twoSweepsAreNamedByWhatTellsThemApart() {
        String fingerprint = "0123456789abcdef".repeat(4);
        List<StudyArm> arms = new ArrayList<>();
        List<StudyResult> results = new ArrayList<>();
        for (String factory : List.of("Flat", "HNSW32")) {
            for (String lambda : List.of("0.01", "0.1", "1")) {
                StudyArm arm = StudyArm.of(
                        "sift lambda=" + lambda + " factory=" + factory,
                        StudyMethod.TRAIN,
                        Map.of(
                                "ttt.selector.sift.lambda", lambda,
                                "ttt.selector.use", "sift",
                                "ttt.selector.sift.kernel", fingerprint,
                                "ttt.index.faiss.factory", factory));
                arms.add(arm);
                results.add(SmallResults.scored(
                        arm.name(), 0, 0, "A, B", "x", COUNTS, List.of(1500.0, 1200.0 + arms.size())));
            }
        }
        Study study =
                new Study(Study.FORMAT, "grid", COUNTS, arms, List.of(new StudyDomain("A, B", 1, 1, 1)), null, 1, null);
        ReportData data = new ReportData(study, results, List.of());
        assertThat(SweepPlot.labels(data, "ttt.selector.sift.lambda"))
                .containsExactly("factory=Flat", "factory=HNSW32");
        assertThat(StagePlot.names(data.arms()))
                .startsWith("sift 0.01 Flat", "sift 0.1 Flat")
                .endsWith("sift 1 HNSW32");
    }

    /** What is found where one arm has 900 bits of each document and the other these. */
    private static List<String> others(List<Double> bits) {
        List<StudyResult> results = new ArrayList<>();
        for (int i = 0; i < bits.size(); i++) {
            String source = "file" + i;
            results.add(SmallResults.scored("nn", i, 0, "A, B", source, COUNTS, List.of(1000.0, 900.0)));
            results.add(SmallResults.scored("sift", i, 0, "A, B", source, COUNTS, List.of(1000.0, bits.get(i))));
        }
        return StudyReport.of(two(), results, List.of()).findings();
    }

    @Test
    void whatIsKeptOfANeighbourIsCountedInBits() {
        // By hand: of the 1 bit per byte learned, half and three quarters are left at the end.
        assertThat(FULL.texts().get("report.md"))
                .contains("| nn | 1 | 60 | 2.000 | 1.000 | 1.500 | 50.0% |")
                .contains("| nn | 2 | 60 | 2.000 | 1.000 | 1.250 | 75.0% |");
    }

    @Test
    void anArmThatScoredNothingIsNamedAndLeftOut() {
        List<StudyResult> results = new ArrayList<>(handMade().subList(0, 2));
        results.add(new StudyResult.Failed("sift", 0, 0, "A, B", "x", "found a loss of NaN, wanted a finite one"));
        StudyReport report = StudyReport.of(two(), results, List.of());
        assertThat(report.findings())
                .contains("No document was scored with sift: left out of all comparisons.")
                .contains("1 of 4 results failed; they are listed below and in no number.");
        assertThat(text(report, "report.md"))
                .contains("| sift | 0 | 0 | A, B | x | found a loss of NaN, wanted a finite one |");
        assertThat(text(report, "summary.csv")).doesNotContain("sift");
    }

    @Test
    void textOfDocumentsIsNeverMarkup() {
        String page = page(FULL_FILES);
        assertThat(page.contains("Selection on &lt;twelve&gt; domains")).isTrue();
        assertThat(page.contains("&lt;/script&gt;&lt;b&gt;&amp;amp;")).isTrue();
        assertThat(page.contains("<script") || page.contains("<b>")).isFalse();
        assertThat(FULL.texts().get("report.md")).contains("# Selection on \\<twelve\\> domains");
    }

    @Test
    void theManifestSaysHowToRunItAgain() {
        assertThat(FULL.texts().get("report.md"))
                .contains("ttt study run 'my study.conf'")
                .contains("| application.commit | d1f574c |")
                .contains("| sift lambda=1: ttt.selector.sift.lambda | 1 |")
                .contains("| seeds of random | \\[0, 1\\] |");
    }

    @Test
    void anUnfinishedStudySaysSo() {
        List<StudyResult> half = ReportSample.results().subList(0, 300);
        assertThat(report(half).findings())
                .anyMatch(sentence -> sentence.startsWith("The study is not finished: 300 of 600 results are missing"));
    }

    @Test
    void tokensAreColouredByHowMuchTheyChanged() {
        assertThat(ExampleView.level(0.49)).isZero();
        assertThat(ExampleView.level(0.5)).isOne();
        assertThat(ExampleView.level(-1)).isEqualTo(-2);
        assertThat(ExampleView.level(2)).isEqualTo(3);
        assertThat(ExampleView.level(-40)).isEqualTo(-4);
        assertThat(ExampleView.select(ReportSample.examples()))
                .hasSize(6)
                .isSortedAccordingTo((one, other) -> Double.compare(other.gain(), one.gain()));
    }

    private static StudyReport report(List<StudyResult> results) {
        return StudyReport.of(ReportSample.study(), results, ReportSample.examples());
    }

    private static Study two() {
        return new Study(
                Study.FORMAT,
                "two arms",
                COUNTS,
                List.of(
                        StudyArm.of("nn", StudyMethod.TRAIN, Map.of("ttt.selector.use", "nn")),
                        StudyArm.of("sift", StudyMethod.TRAIN, Map.of("ttt.selector.use", "sift"))),
                List.of(new StudyDomain("A, B", 2, 2, 1)),
                new TreeMap<>(),
                1,
                null);
    }

    private static List<StudyResult> handMade() {
        return List.of(
                SmallResults.scored("nn", 0, 0, "A, B", "x", COUNTS, List.of(1000.0, 900.0)),
                SmallResults.scored("nn", 1, 0, "A, B", "y", COUNTS, List.of(2000.0, 1800.0)),
                SmallResults.scored("sift", 0, 0, "A, B", "x", COUNTS, List.of(1000.0, 900.0)),
                SmallResults.scored("sift", 1, 0, "A, B", "y", COUNTS, List.of(2000.0, 1500.0)));
    }

    private static String text(StudyReport report, String file) {
        return report.texts().get(file);
    }

    private static String page(SortedMap<String, byte[]> files) {
        return new String(files.get(StudyReport.PAGE), StandardCharsets.UTF_8);
    }
}
