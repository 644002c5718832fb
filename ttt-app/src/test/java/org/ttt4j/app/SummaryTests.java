package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTests {

    private static final List<DocumentResult> TWO = List.of(
            Results.scored(0, "law", "a", 100, 400, 300, 200),
            Results.scored(1, "law", "b", 900, 900, 900, 900),
            Results.scored(2, "math", "c", 50, 100, 110, 120),
            Results.failed(3, "math"));

    /** Means of ratios would say (4 + 1) / 2 = 2.5 for the domain and other percentages. */
    @Test
    void ratiosAreRatiosOfSums() {
        Summary summary = Summary.of(TWO, Results.COUNTS, 1);
        Summary.Line law = summary.domains().get("law");
        assertThat(law.bitsPerByte(0)).isEqualTo(1300.0 / 1000);
        assertThat(law.percentOfBase(2)).isCloseTo(100 * 1100.0 / 1300, within(1e-12));
        assertThat(summary.total().bitsPerByte(1)).isEqualTo(1310.0 / 1050);
        assertThat(summary.total().percentOfBase(2)).isCloseTo(100 * 1220.0 / 1400, within(1e-12));
    }

    @Test
    void failuresAreCountedAndInNoSum() {
        Summary summary = Summary.of(TWO, Results.COUNTS, 1);
        assertThat(summary.total().documents()).isEqualTo(3);
        assertThat(summary.total().failures()).isEqualTo(1);
        assertThat(summary.domains().get("math").failures()).isEqualTo(1);
        assertThat(summary.domains().get("math").bitsPerByte(0)).isEqualTo(2);
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        List<DocumentResult> results = new ArrayList<>();
        Results.documents(40).forEach(document -> results.add(Results.of(document)));
        String ordered = Json.line(Summary.of(results, Results.COUNTS, 1).toJson());
        Collections.shuffle(results, new Random(2));
        assertThat(Json.line(Summary.of(results, Results.COUNTS, 1).toJson())).isEqualTo(ordered);
    }

    @Test
    void fieldNamesAreStable() {
        ObjectNode json = Summary.of(TWO, Results.COUNTS, 1).toJson();
        assertThat(json.properties().stream().map(Map.Entry::getKey))
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
                        "documents_per_domain");
        assertThat(json.at("/neighbors").toString()).isEqualTo("[0,1,5]");
        assertThat(json.at("/bits_per_byte/law/0").doubleValue()).isEqualTo(1.3);
        assertThat(json.at("/percent_of_base/all/0").doubleValue()).isEqualTo(100);
        assertThat(json.at("/interval_90/percent_of_base/law/2")).hasSize(2);
        assertThat(json.at("/interval_90/bits_per_byte/all/0")).hasSize(2);
        assertThat(json.at("/interval_90/bits_per_byte/math/0").isNull()).isTrue();
    }

    @Test
    void whatIsNotFiniteIsNull() {
        List<DocumentResult> nothing = List.of(Results.failed(0, "law"));
        ObjectNode json = Summary.of(nothing, Results.COUNTS, 1).toJson();
        assertThat(json.at("/bits_per_byte/all/0").isNull()).isTrue();
        assertThat(json.at("/percent_of_base/law/2").isNull()).isTrue();
        assertThat(json.toString()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void aDomainCalledAllDoesNotHideTheTotal() {
        List<DocumentResult> results = List.of(
                Results.scored(0, "all", "a", 100, 100, 100, 100), Results.scored(1, "x", "b", 100, 300, 300, 300));
        JsonNode json = Summary.of(results, Results.COUNTS, 1).toJson().get("bits_per_byte");
        assertThat(json.at("/all/0").doubleValue()).isEqualTo(2);
        assertThat(json.at("/domain:all/0").doubleValue()).isEqualTo(1);
    }

    @Test
    void theTableHasARowPerDomainAndATotal() {
        String table = SummaryTable.render(Summary.of(TWO, Results.COUNTS, 1));
        assertThat(table.lines().map(String::strip))
                .hasSize(6)
                .anyMatch(line -> line.matches("law +2 +0 +1\\.300 +1\\.200 +1\\.100 +84\\.6 +50\\.0-100\\.0"))
                .anyMatch(line -> line.matches("math +1 +1 +2\\.000 +2\\.200 +2\\.400 +120\\.0 +-"))
                .last()
                .asString()
                .startsWith("all");
    }
}
