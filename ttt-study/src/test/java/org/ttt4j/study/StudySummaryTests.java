package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StudySummaryTests {

    private static final StudyArm NN = StudyArm.of("nn", StudyMethod.TRAIN, Map.of());
    private static final StudyArm SEEDED = new StudyArm("seeded", StudyMethod.TRAIN, new TreeMap<>(), List.of(3L, 4L));
    private static final StudyArm BROKEN = StudyArm.of("broken", StudyMethod.TRAIN, Map.of());

    /** Two domains with documents of 100 bytes, 25 tokens and 20 words. */
    private static Study study(StudyArm... arms) {
        return new Study(
                Study.FORMAT,
                "small",
                List.of(0, 5),
                List.of(arms),
                List.of(new StudyDomain("a", 2, 2, 1), new StudyDomain("b", 1, 1, 3)),
                null,
                9,
                null);
    }

    private static StudyResult.Scored scored(StudyArm arm, long document, long seed, String domain, double... bits) {
        return new StudyResult.Scored(
                arm.name(),
                document,
                seed,
                domain,
                "source-" + document,
                List.of(
                        new StudyScore(0, 0, bits[0], 100, 25, 20, Cost.NONE),
                        new StudyScore(5, 5, bits[1], 100, 25, 20, new Cost(2 * document, 10, 1e6))),
                List.of(new StudyPick(7, 0.5f, 0.8), new StudyPick(8, 0.4f, bits[2])),
                1,
                List.of(),
                List.of(),
                new TreeMap<>(Map.of("source", 1L)),
                null,
                0,
                Map.of("train", 1.5));
    }

    private static List<StudyResult> small() {
        return List.of(
                scored(NN, 0, 0, "a", 200, 100, 0.5),
                scored(NN, 1, 0, "a", 100, 110, 0.7),
                scored(NN, 2, 0, "b", 300, 150, 0.6));
    }

    @Test
    void ratiosAreRatiosOfSums() {
        ArmSummary nn = new StudySummary(study(NN), small()).arm("nn");
        SummaryCell all = nn.total().cells().get(1);
        assertThat(all.bitsPerByte()).isEqualTo(360.0 / 300);
        assertThat(all.percentOfBase()).isEqualTo(100 * 360.0 / 600);
        assertThat(all.bytePerplexity()).isCloseTo(Math.exp(Math.log(2) * 1.2), within(1e-12));
        assertThat(all.tokenPerplexity()).isCloseTo(Math.exp(Math.log(2) * 360 / 75), within(1e-9));
        assertThat(all.wordPerplexity()).isCloseTo(Math.exp(Math.log(2) * 360 / 60), within(1e-9));
        assertThat(nn.domains().get("a").cells().get(1).percentOfBase()).isEqualTo(70);
        assertThat(nn.domains().get("b").cells().get(1).interval()).isEmpty();
        assertThat(nn.domains().get("b").groups()).isEqualTo(1);
        // 1/4 of 1.05 and 3/4 of 1.5, against 1/4 of 1.5 and 3/4 of 3.
        assertThat(nn.weighted().bitsPerByte().get(1)).isCloseTo(1.3875, within(1e-12));
        assertThat(nn.weighted().percentOfBase().get(1)).isCloseTo(100 * 1.3875 / 2.625, within(1e-12));
        assertThat(nn.weighted().share()).isEqualTo(0.25);
        assertThat(nn.bestColumn()).isEqualTo(1);
        assertThat(nn.improved()).isEqualTo(List.of(0.0, 2.0 / 3));
        assertThat(nn.used()).isEqualTo(List.of(0.0, 5.0));
        assertThat(nn.cost().get(1)).isEqualTo(new Cost(2, 10, 1e6));
        assertThat(nn.excluded()).isEqualTo(Map.of("source", 3L));
        assertThat(nn.seconds()).isEqualTo(Map.of("train", 4.5));
        // predicted 0.5, 0.3, 0.4; realised 0.5, -0.1, 0.5 with ranks 2.5, 1, 2.5
        assertThat(nn.rankCorrelation().get(0)).isNaN();
        assertThat(nn.rankCorrelation().get(1)).isCloseTo(Math.sqrt(3) / 2, within(1e-12));
    }

    @Test
    void seedsAreAveragedAndADocumentNeedsAllOfThem() {
        List<StudyResult> results = new ArrayList<>(small());
        for (StudyResult.Scored one : List.of(
                scored(SEEDED, 0, 3, "a", 200, 140, 0.5),
                scored(SEEDED, 0, 4, "a", 200, 160, 0.5),
                scored(SEEDED, 1, 3, "a", 100, 90, 0.5))) {
            results.add(one);
        }
        results.add(new StudyResult.Failed("seeded", 1, 4, "a", "source-1", "out of luck"));
        StudySummary summary = new StudySummary(study(NN, SEEDED), results);
        assertThat(summary.documents()).containsExactly(0L);
        assertThat(summary.arm("nn").total().cells().get(1).bitsPerByte()).isEqualTo(1);
        assertThat(summary.arm("seeded").total().cells().get(1).bitsPerByte()).isEqualTo(1.5);
        assertThat(summary.arm("nn").scored()).isEqualTo(3);
        assertThat(summary.arm("seeded").failures()).hasSize(1);
        assertThat(summary.difference("nn", "seeded", 1).difference()).isEqualTo(-0.5);
    }

    @Test
    void anArmThatScoredNothingDoesNotEmptyTheOthers() {
        List<StudyResult> results = new ArrayList<>(small());
        results.add(new StudyResult.Failed("broken", 0, 0, "a", "source-0", "no"));
        StudySummary summary = new StudySummary(study(BROKEN, NN), results);
        assertThat(summary.documents()).containsExactly(0L, 1L, 2L);
        assertThat(summary.arm("broken").failures()).hasSize(1);
        assertThat(summary.arm("broken").total().documents()).isZero();
        assertThat(summary.arm("broken").total().cells().get(0).bitsPerByte()).isNaN();
        assertThat(summary.difference("nn", "broken", 1).difference()).isNaN();
        assertThatThrownBy(() -> summary.arm("nm")).hasMessageContaining("wanted one of [broken, nn]");
    }

    /** Documents differ much more than arms do: only paired does the difference show. */
    @Test
    void pairingCancelsWhatDocumentsHaveInCommon() {
        StudyArm other = StudyArm.of("other", StudyMethod.TRAIN, Map.of());
        List<StudyResult> results = new ArrayList<>();
        Random random = new Random(3);
        double sum = 0;
        for (int i = 0; i < 40; i++) {
            double base = 100 + 300 * random.nextDouble();
            double change = 2 + random.nextGaussian();
            sum += change;
            results.add(scored(NN, i, 0, "a", base, 0.9 * base, 0.5));
            results.add(scored(other, i, 0, "a", base, 0.9 * base - change, 0.5));
        }
        Study study = study(NN, other);
        StudySummary summary = new StudySummary(study, results);
        PairedDifference difference = summary.difference("other", "nn", 1);
        assertThat(difference.difference()).isCloseTo(-sum / 4000, within(1e-9));
        assertThat(difference.significant()).isTrue();
        assertThat(difference.interval().orElseThrow().high()).isLessThan(-0.016);
        assertThat(difference.better() + difference.worse()).isEqualTo(1);
        assertThat(summary.arm("nn")
                        .total()
                        .cells()
                        .get(1)
                        .interval()
                        .orElseThrow()
                        .high())
                .isGreaterThan(summary.arm("other").total().cells().get(1).bitsPerByte());
        assertThat(summary.difference("nn", "nn", 1).significant()).isFalse();
    }

    @Test
    void theOrderOfLinesDoesNotMatter() {
        List<StudyResult> results = SampleStudy.results();
        StudySummary ordered = new StudySummary(SampleStudy.study(), results);
        Collections.shuffle(results, new Random(1));
        StudySummary shuffled = new StudySummary(SampleStudy.study(), results);
        assertThat(shuffled.arms()).isEqualTo(ordered.arms());
        assertThat(ordered.documents()).hasSize(23).doesNotContain(5L);
        assertThat(ordered.gains("sift", 5)).hasSize(23);
        assertThat(ordered.gains("base", 5)).isEmpty();
    }

    @Test
    void otherCountsAreRefused() {
        assertThatThrownBy(() -> new StudySummary(SampleStudy.study(), small()))
                .hasMessageContaining("found scores at [0, 5], wanted them at [0, 1, 5, 10, 20, 50]");
    }
}
