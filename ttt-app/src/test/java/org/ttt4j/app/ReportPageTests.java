package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportPageTests {

    private static final String NASTY = "</pre><script>alert('x')</script> & \"quoted\" \u0001 é";

    @Test
    void thePageStandsAloneAndIsWellFormed() throws IOException, SAXException, ParserConfigurationException {
        String page = page();
        assertThat(page)
                .startsWith("<!doctype html>")
                .doesNotContain("<script", "src=", "href=", "@import", "url(", "http:", "https:")
                .contains("prefers-color-scheme: dark", "@media print");
        String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(body))); // throws if an element is left open
    }

    @Test
    void everyDomainAndCountIsThere() {
        String page = page();
        for (int domain = 0; domain < 3; domain++) {
            assertThat(page).contains("<th>domain-" + domain + "</th>");
        }
        assertThat(page).contains("<th>nn 5</th>", "<th>sift 5</th>", "<polyline", "<rect");
    }

    @Test
    void textIsEscaped() {
        assertThat(page())
                .contains("&lt;/pre&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot;");
    }

    @Test
    void axesHaveRoundSteps() {
        assertThat(SvgCurve.niceStep(0.03)).isEqualTo(0.05);
        assertThat(SvgCurve.niceStep(0.0101)).isEqualTo(0.02);
        assertThat(SvgCurve.niceStep(7)).isEqualTo(10);
        assertThat(SvgCurve.niceStep(0)).isPositive();
    }

    @Test
    void curvesOfEqualValuesCanBeDrawn() {
        List<DocumentResult> flat = List.of(Results.scored(0, "d", "a", 100, 200, 200, 200));
        Arm arm = new Arm("nn", Summary.of(flat, Results.COUNTS, 1));
        assertThat(SvgCurve.of(List.of(arm, arm))).doesNotContain("NaN", "Infinity");
        Arm failed = new Arm("nn", Summary.of(List.of(Results.failed(0, "d")), Results.COUNTS, 1));
        assertThat(SvgBars.of(List.of(failed), 5)).doesNotContain("NaN", "Infinity");
    }

    @Test
    void terminalTablesPutArmsSideBySide() {
        List<Arm> arms = arms();
        String table = ArmsTable.render(arms, List.of(1, 5));
        assertThat(table.lines()).hasSize(7).allMatch(line -> line.length() <= 80);
        assertThat(table).contains("nn 1", "sift 1", "nn 5", "sift 5", "domain-2", "90.0%", "76.9%");
    }

    private static String page() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", NASTY);
        return ReportPage.render(new ReportPage.Report(
                "Title",
                List.of("Lead."),
                arms(),
                List.of(5),
                Optional.of(new ReportPage.Example(
                        NASTY,
                        "d, s",
                        "sift",
                        List.of(
                                new ReportPage.ExampleNeighbor(new Chosen(1, 0.5f, 0.2), "d, s", NASTY),
                                new ReportPage.ExampleNeighbor(new Chosen(2, 0.4f, Double.NaN), "d, s", "two")),
                        2.5,
                        1.5,
                        "before",
                        "after")),
                facts));
    }

    private static List<Arm> arms() {
        List<DocumentResult> results = new ArrayList<>();
        Results.documents(9).forEach(document -> results.add(Results.of(document)));
        Summary summary = Summary.of(results, Results.COUNTS, 1);
        return List.of(new Arm("nn", summary), new Arm("sift", summary));
    }
}
