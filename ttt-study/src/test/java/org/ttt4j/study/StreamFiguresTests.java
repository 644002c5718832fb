package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class StreamFiguresTests {

    @Test
    void theReportSaysWhatIsBestAndHowToRunItAgain() {
        SortedMap<String, byte[]> files = StudyReport.of(StreamSample.figures()).files();
        assertThat(files.keySet()).containsExactly("index.html", "report.md", "study.png", "study.svg", "summary.csv");
        String markdown = new String(files.get("report.md"), StandardCharsets.UTF_8);
        assertThat(markdown)
                .contains("Best is full 1e-3, at 1.657 bits per byte, 77.6% of static (90% interval 67.3–87.4).")
                .contains("| full 1e-3 | **1.657** | 77.6 (67.3–87.4) | 10.4 | 8.7 | 4 |")
                .contains("| LoRA | 1.985 | 92.9 | 7.0 | 6.1 | 1 |")
                .contains("ttt stream study 'a file.conf'")
                .contains("| ttt.stream.segment | 64 |")
                .doesNotContain("config.");
        assertThat(new String(files.get("index.html"), StandardCharsets.UTF_8))
                .contains("Learning &lt;rate&gt;")
                .doesNotContain("<rate>");
        assertThat(new String(files.get("summary.csv"), StandardCharsets.UTF_8).lines())
                .hasSize(5)
                .contains(
                        "full 1e-3,full,4,1.657,77.6,67.3,87.4,10400000,8.7", "LoRA,static,1,1.985,92.9,,,7000000,6.1");
    }

    /** An arm without a place is a level, also where a line has its name. */
    @Test
    void armsOfASeriesAreOneLine() {
        XYChart chart =
                (XYChart) StreamPlot.of(StreamSample.figures()).drawing().apply(Plot.Size.FILE);
        assertThat(chart.getSeriesMap().keySet()).containsExactly("static (level)", "full", "static");
        assertThat(chart.getSeriesMap().get("full").getXData()).containsExactly(1e-4, 1e-3);
        assertThat(chart.getSeriesMap().get("full").getYData()).containsExactly(1.874, 1.657);
        assertThat(chart.getSeriesMap().get("static (level)").getYData()).containsExactly(2.136, 2.136);
    }

    @Test
    void whatIsNoSummaryIsRefusedByWhatItLacks() {
        for (String name : List.of("title", "axis", "manifest")) {
            ObjectNode json = StreamSample.json().deepCopy();
            json.remove(name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamFigures.of(json))
                    .withMessageContaining('"' + name + '"');
        }
        ObjectNode none = StreamSample.json().deepCopy();
        none.putArray("arms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamFigures.of(none))
                .withMessageContaining("no arm");
    }
}
