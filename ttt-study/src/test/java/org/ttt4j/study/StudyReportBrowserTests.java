package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ttt4j.testkit.Chromium;
import org.ttt4j.testkit.ChromiumPage;

/** The page as a person sees it, opened from disk in a real browser. What it looked like stays in {@code target/report}. */
class StudyReportBrowserTests {

    private static final Chromium.View DESKTOP = new Chromium.View(1280, 900, false);
    private static final Chromium.View PAPER = new Chromium.View(718, 1047, false); // A4 without its margins
    private static final Chromium.View PHONE = new Chromium.View(390, 844, false);
    private static final String CHARTS =
            "[...document.querySelectorAll('.chart svg')].filter(svg => svg.checkVisibility())";

    private static Chromium chromium;

    @BeforeAll
    static void start() {
        Chromium.need();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void aFullReportIsGoodToReadOnAnyScreen() throws IOException {
        StudyReport report = StudyReport.of(ReportSample.study(), ReportSample.results(), ReportSample.examples());
        look("full", report, 7);
    }

    @Test
    void aReportOfOneDomainAndOneArmIsGoodToReadToo() throws IOException {
        StudyDomain domain = new StudyDomain("Github", 2, 1, 1);
        Study study = new Study(
                Study.FORMAT,
                "small",
                List.of(0, 5),
                List.of(StudyArm.of("nn", StudyMethod.TRAIN, Map.of())),
                List.of(domain),
                null,
                1,
                null);
        List<StudyResult> results = SmallResults.of(study, "Github", "file#0", 1, List.of(1000.0, 800.0));
        look("small", StudyReport.of(study, results, List.of()), 4);
    }

    @Test
    void aReportOfStreamsIsGoodToReadToo() throws IOException {
        look("streams", StudyReport.of(StreamSample.figures()), 1);
    }

    @Test
    void aReportWithoutResultsSaysSo() throws IOException {
        StudyReport report = StudyReport.of(ReportSample.study(), List.of(), List.of());
        look("empty", report, 0);
    }

    private static void look(String name, StudyReport report, int charts) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "report", name));
        for (Map.Entry<String, byte[]> file : report.files().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        URI address = folder.resolve(StudyReport.PAGE).toUri();
        try (ChromiumPage page = chromium.open(address, DESKTOP)) {
            for (Chromium.View view : List.of(DESKTOP, dark(DESKTOP), PHONE, dark(PHONE))) {
                page.look(view);
                String shot = view.width() + (view.dark() ? "-dark" : "-light") + ".png";
                assertThat(page.complaints()).as(shot).isEmpty();
                assertThat(page.evaluate(CHARTS + ".length").intValue())
                        .as(shot)
                        .isEqualTo(charts);
                assertThat(page.evaluate(CHARTS + ".filter(" + hasData() + ").length")
                                .intValue())
                        .as("charts with data in " + shot)
                        .isEqualTo(charts);
            }
            page.screenshot(folder.resolve("phone-dark.png"));
            page.look(PAPER);
            page.lookPrinted();
            page.screenshot(folder.resolve("printed.png"));
            assertThat(page.complaints()).as("printed").isEmpty();
            page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");
            page.look(dark(PHONE));
            assertThat(page.complaints()).as("everything open").isEmpty();
            assertThat(page.errors()).isEmpty();
            assertThat(page.requests()).containsExactly(address.toString());
        }
    }

    private static Chromium.View dark(Chromium.View view) {
        return new Chromium.View(view.width(), view.height(), true);
    }

    /** Of a chart: whether marks of a series are drawn, apart from the legend, over some part of it. */
    private static String hasData() {
        return "svg => { const frame = svg.getBoundingClientRect();"
                + " const marks = [...svg.querySelectorAll('path, line, circle, rect, polygon, polyline')]"
                + " .filter(mark => /series|--s/.test((mark.closest('[fill*=series], [stroke*=series]') ? 'series' : '')))"
                + " .map(mark => mark.getBoundingClientRect()).filter(box => box.left < frame.left + frame.width * 0.7);"
                + " return frame.width > 300 && frame.height > 200 && marks.length > 0; }";
    }
}
