package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an evaluation says about its selections: gains, their rank correlation, picks and time. */
class SelectionSummaryTests {

    private static final double NAN = Double.NaN;
    private static final List<Double> FIVE = List.of(0.9, 0.8, 0.7, 0.6, 0.5);

    private static Summary summary(DocumentResult... results) {
        return Summary.of(Arrays.asList(results), Results.COUNTS, 1);
    }

    @Test
    void gainsAreRelativeToWhatWasThereBefore() {
        DocumentResult.Scored result = Results.selected(0, 2, FIVE, 400, 300, 500);
        assertThat(Gain.of(result, Results.COUNTS, 1)).isEqualTo(new Gain(1 - 0.9 / 2, 0.25));
        assertThat(Gain.of(result, Results.COUNTS, 2)).isEqualTo(new Gain(0.75, -0.25));
        assertThat(Gain.of(result, Results.COUNTS, 0).defined()).isFalse();
    }

    @Test
    void aSelectionThatEndedEarlyKeepsWhatItHad() {
        DocumentResult.Scored result = Results.selected(0, 1, FIVE.subList(0, 2), 400, 300, 200);
        assertThat(Gain.of(result, Results.COUNTS, 2)).isEqualTo(new Gain(1 - 0.8, 0.5));
    }

    @Test
    void gainsThatAreNotKnownAreNotDefined() {
        List<DocumentResult.Scored> unknown = List.of(
                Results.selected(0, 1, List.of(), 400, 400, 400),
                Results.selected(0, NAN, FIVE, 400, 300, 200),
                Results.selected(0, 1, List.of(NAN), 400, 300, 200),
                Results.selected(0, 0, List.of(0.0), 400, 300, 200),
                Results.selected(0, 1, FIVE, 0, 300, 200));
        assertThat(unknown)
                .noneMatch(result -> Gain.of(result, Results.COUNTS, 2).defined());
    }

    /** The hand-computed example of {@link RankCorrelationTests}: predicted 1, 2, 2, 3, 5 and realised 2, 1, 4, 4, 4 tenths. */
    @Test
    void theRankCorrelationIsThatOfTheGainsAfterEachCount() {
        Summary summary = summary(
                Results.selected(0, 1, List.of(0.5, 0.9), 1000, 900, 800),
                Results.selected(1, 2, List.of(0.8, 1.6), 1000, 800, 900),
                Results.selected(2, 1, List.of(0.3, 0.8), 1000, 700, 600),
                Results.selected(3, 1, List.of(0.2, 0.7), 500, 300, 300),
                Results.selected(4, 4, List.of(0.4, 2.0), 1000, 500, 600),
                Results.selected(5, 1, List.of(), 1000, 1000, 1000),
                Results.failed(6, "math"));
        assertThat(summary.rankCorrelation().get(0)).isNaN();
        assertThat(summary.rankCorrelation().get(1)).isEqualTo(1);
        assertThat(summary.rankCorrelation().get(2)).isCloseTo(5.5 / Math.sqrt(76), within(1e-15));
        JsonNode json = summary.toJson().at("/rank_correlation/predicted_against_realised");
        assertThat(json).hasSize(3);
        assertThat(json.get(0).isNull()).isTrue();
        assertThat(json.get(1).doubleValue()).isEqualTo(1);
        assertThat(SummaryNotes.of(summary))
                .contains("rank correlation of predicted with realised gain: 1.00 after 1, 0.63 after 5");
    }

    @Test
    void withoutUncertaintiesVariationOrThreeDocumentsThereIsNone() {
        List<Summary> without = List.of(
                summary(),
                summary(Results.failed(0, "law")),
                summary(Results.selected(0, 1, FIVE, 400, 300, 200), Results.selected(1, 2, FIVE, 400, 300, 100)),
                summary(
                        Results.selected(0, NAN, List.of(NAN), 400, 300, 200),
                        Results.selected(1, NAN, List.of(NAN), 400, 350, 100),
                        Results.selected(2, NAN, List.of(NAN), 400, 310, 150)),
                summary(
                        Results.selected(0, 1, FIVE, 400, 300, 200),
                        Results.selected(1, 1, FIVE, 400, 350, 100),
                        Results.selected(2, 1, FIVE, 400, 310, 150)));
        assertThat(without).allSatisfy(summary -> {
            assertThat(summary.rankCorrelation()).hasSize(3).allMatch(value -> value.isNaN());
            assertThat(summary.toJson()
                            .at("/rank_correlation/predicted_against_realised")
                            .toString())
                    .isEqualTo("[null,null,null]");
            assertThat(SummaryNotes.of(summary)).noneMatch(line -> line.contains("rank"));
        });
    }

    @Test
    void meanPicksShowWhereSelectionsEndedEarly() {
        Summary early = summary(
                Results.selected(0, 1, FIVE, 400, 300, 200),
                Results.selected(1, 1, FIVE.subList(0, 2), 400, 300, 200),
                Results.selected(2, 1, List.of(), 400, 400, 400),
                Results.failed(3, "law"));
        assertThat(early.meanPicks()).containsExactly(0.0, 2 / 3.0, 7 / 3.0);
        assertThat(early.toJson().at("/picks_mean/2").doubleValue()).isEqualTo(7 / 3.0);
        assertThat(SummaryNotes.of(early)).contains("picks per document: 0.7 after 1, 2.3 after 5");
        Summary whole = summary(Results.selected(0, 1, FIVE, 400, 300, 200));
        assertThat(whole.meanPicks()).containsExactly(0.0, 1.0, 5.0);
        assertThat(SummaryNotes.of(whole)).noneMatch(line -> line.contains("picks"));
        assertThat(summary(Results.failed(0, "law")).toJson().at("/picks_mean").toString())
                .isEqualTo("[null,null,null]");
    }

    @Test
    void timeIsSharedOutAmongTheStages() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("embed", 0.4);
        seconds.put("select", 0.001);
        seconds.put("train", 8.1);
        seconds.put("score", 1.46);
        seconds.put("reset", 0.039);
        seconds.put("nothing", 0.0);
        assertThat(SummaryNotes.shares(seconds))
                .isEqualTo("train 81%, score 15%, embed 4.0%, reset 0.4%, select <0.1%, nothing 0.0%");
        assertThat(SummaryNotes.shares(Map.of("train", 0.0))).isEqualTo("train -");
    }
}
