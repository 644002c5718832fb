package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ttt4j.study.Interval;

class EvaluationIntervalsTests {

    /**
     * Two groups A and B give AA, AB, BA and BB with equal chance: a quarter each lies at either end, more than 5%, so
     * both quantiles are the ratios of a single group, whatever the seed.
     */
    @Test
    void twoGroupsGiveTheRatiosOfEachAlone() {
        List<DocumentResult.Scored> results = List.of(
                Results.scored(0, "d", "a#0", 100, 300, 250, 200), // A: 3 bits per byte, then 66.7%
                Results.scored(1, "d", "a#1", 100, 100, 50, 20), // A: in all 400, 300, 220 over 200 bytes
                Results.scored(2, "d", "b#0", 400, 1000, 900, 800)); // B
        for (long seed = 0; seed < 20; seed++) {
            EvaluationIntervals intervals = EvaluationIntervals.of(results, 3, seed);
            assertThat(intervals.bitsPerByte().get(2)).contains(new Interval(220.0 / 200, 800.0 / 400));
            assertThat(intervals.percentOfBase().get(2)).contains(new Interval(55, 80));
            assertThat(intervals.percentOfBase().get(0)).contains(new Interval(100, 100));
        }
    }

    @Test
    void piecesOfOneSourceAreDrawnTogether() {
        List<DocumentResult.Scored> pieces = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pieces.add(Results.scored(i, "d", "one/file#" + i, 100, 100 + i, 100, 90));
        }
        assertThat(EvaluationIntervals.of(pieces, 3, 1).bitsPerByte()).allMatch(Optional::isEmpty);
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        List<DocumentResult.Scored> results = new ArrayList<>();
        Results.documents(30).forEach(document -> results.add(Results.of(document)));
        EvaluationIntervals ordered = EvaluationIntervals.of(results, 3, 3);
        Collections.shuffle(results, new Random(1));
        assertThat(EvaluationIntervals.of(results, 3, 3)).isEqualTo(ordered);
        assertThat(EvaluationIntervals.of(results, 3, 4)).isNotEqualTo(ordered);
    }
}
