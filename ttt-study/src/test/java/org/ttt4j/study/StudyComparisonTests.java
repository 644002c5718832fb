package org.ttt4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StudyComparisonTests {

    private static final List<Integer> COUNTS = List.of(0, 5, 10);
    private static final List<Integer> OTHER_COUNTS = List.of(0, 10);

    @Test
    void pairsArmsAndDocumentsThatBothHave() {
        List<StudyResult> first = new ArrayList<>(List.of(
                result("nn", 0, "x", COUNTS, 1000, 900, 800),
                result("nn", 1, "y", COUNTS, 2000, 1900, 1800),
                result("nn", 2, "z", COUNTS, 500, 400, 300),
                result("gone", 0, "x", COUNTS, 1000, 1000, 1000)));
        List<StudyResult> second = new ArrayList<>(List.of(
                result("nn", 0, "x", OTHER_COUNTS, 1000, 700),
                result("nn", 1, "y", OTHER_COUNTS, 2000, 1600),
                result("nn", 2, "another text", OTHER_COUNTS, 10, 10),
                result("nn", 3, "w", OTHER_COUNTS, 10, 10),
                result("new", 0, "x", OTHER_COUNTS, 1000, 1000)));
        Collections.reverse(second);
        StudyComparison comparison = StudyComparison.of(
                study(COUNTS, "0.1", "abc", "nn", "gone"),
                first,
                study(OTHER_COUNTS, "0.2", "def", "nn", "new"),
                second);

        // By hand: documents 0 and 1 of 1000 bytes each; with 10 neighbours 2600 bits against 2300.
        assertThat(comparison.rows()).extracting(StudyComparison.Row::neighbors).containsExactly(0, 10);
        StudyComparison.Row base = comparison.rows().get(0);
        assertThat(base.difference().difference()).isZero();
        assertThat(base.difference().significant()).isFalse();
        StudyComparison.Row ten = comparison.rows().get(1);
        assertThat(ten.arm()).isEqualTo("nn");
        assertThat(ten.first()).isCloseTo(1.3, within(1e-12));
        assertThat(ten.second()).isCloseTo(1.15, within(1e-12));
        assertThat(ten.difference().documents()).isEqualTo(2);
        assertThat(ten.difference().difference()).isCloseTo(-0.15, within(1e-12));
        assertThat(ten.difference().interval()).hasValue(new Interval(-0.2, -0.1));
        assertThat(ten.difference().better()).isEqualTo(1);
        assertThat(comparison.otherDocuments()).containsExactly(2L);
        assertThat(comparison.onlyFirst()).containsExactly("gone");
        assertThat(comparison.onlySecond()).containsExactly("new");
        assertThat(comparison.settings())
                .containsExactly(
                        new StudyComparison.Setting("application.commit", "abc", "def"),
                        new StudyComparison.Setting("neighbors", "[0, 5, 10]", "[0, 10]"),
                        new StudyComparison.Setting("nn: ttt.selector.sift.lambda", "0.1", "0.2"));
        assertThat(comparison.toJson())
                .contains("\"second_bits_per_byte\" : 1.15", "\"significant\" : false", "\"other_documents\" : 1");
    }

    /** The same arm beside another one: what was common in the first study is the arm's own in the second. */
    @Test
    void whatOneStudyHasInCommonAndTheOtherPerArmIsNoDifference() {
        StudyDomain domain = new StudyDomain("Github", 1, 1, 1);
        TreeMap<String, String> common = new TreeMap<>(Map.of("ttt.selector.use", "nn", "ttt.candidates", "200"));
        Study first = new Study(
                Study.FORMAT,
                "one",
                COUNTS,
                List.of(StudyArm.of("nn", StudyMethod.TRAIN, Map.of())),
                List.of(domain),
                common,
                1,
                null);
        Study second = new Study(
                Study.FORMAT,
                "two",
                COUNTS,
                List.of(
                        StudyArm.of("nn", StudyMethod.TRAIN, Map.of("ttt.selector.use", "nn")),
                        StudyArm.of("sift", StudyMethod.TRAIN, Map.of("ttt.selector.use", "sift"))),
                List.of(domain),
                new TreeMap<>(Map.of("ttt.candidates", "300")),
                1,
                null);
        assertThat(StudyComparison.of(first, List.of(), second, List.of()).settings())
                .containsExactly(new StudyComparison.Setting("ttt.candidates", "200", "300"));
    }

    @Test
    void withoutACommonDocumentThereIsNoNumber() {
        StudyComparison comparison = StudyComparison.of(
                study(COUNTS, "1", "abc", "nn"),
                List.of(result("nn", 0, "x", COUNTS, 1000, 900, 800)),
                study(COUNTS, "1", "abc", "nn"),
                List.of(result("nn", 1, "y", COUNTS, 1000, 900, 800)));
        assertThat(comparison.rows()).allSatisfy(row -> {
            assertThat(row.first()).isNaN();
            assertThat(row.difference().interval()).isEmpty();
        });
        assertThat(comparison.settings()).isEmpty();
        assertThat(comparison.toJson()).contains("\"difference\" : null");
    }

    @Test
    void studiesWithoutACommonArmAreRefused() {
        assertThatThrownBy(() -> StudyComparison.of(
                        study(COUNTS, "1", "abc", "nn"), List.of(), study(COUNTS, "1", "abc", "sift"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "found no arm in both studies: the first has [nn], the second [sift], wanted at least one name"
                                + " in common");
    }

    private static StudyResult result(String arm, long document, String source, List<Integer> counts, double... bits) {
        List<Double> values = new ArrayList<>();
        for (double one : bits) {
            values.add(one);
        }
        return SmallResults.scored(arm, document, 0, "a", source, counts, values);
    }

    private static Study study(List<Integer> counts, String lambda, String commit, String... arms) {
        List<StudyArm> all = new ArrayList<>();
        for (String arm : arms) {
            all.add(StudyArm.of(arm, StudyMethod.TRAIN, Map.of("ttt.selector.sift.lambda", lambda)));
        }
        var manifest = JsonNodeFactory.instance.objectNode();
        manifest.putObject("application").put("commit", commit);
        manifest.putArray("command").add("ttt").add(commit);
        return new Study(
                Study.FORMAT, "one", counts, all, List.of(new StudyDomain("a", 4, 4, 1)), new TreeMap<>(), 1, manifest);
    }
}
