package org.ttt4j.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The transductive family against the reference library's float32 runs. Each run is replayed: at every step the
 * reference's pick must be worth, by our values given the same picks before, what the reference says and as much as our
 * best, both up to float32. So all picks are compared, also those after a tie.
 */
class FamilyGoldenTests {

    private static final double TOLERANCE = 5e-5;

    /** Little noise lets variances fall to where float32 has few digits left. Float64 has its own test. */
    private static final double TOLERANCE_OF_LITTLE_NOISE = 1e-3;

    private static double tolerance(GoldenCase golden) {
        return golden.lambda() < 0.05 ? TOLERANCE_OF_LITTLE_NOISE : TOLERANCE;
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void informationGain(GoldenCase golden) {
        replay(golden, "ITL", golden.problem().prior(), new InformationObjective());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void correlation(GoldenCase golden) {
        replay(golden, "CTL", golden.problem().prior(), new CorrelationObjective());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void undirectedInformationGain(GoldenCase golden) {
        replay(golden, "UndirectedITL", golden.problem().prior(), new VarianceObjective());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void undirectedTrace(GoldenCase golden) {
        replay(golden, "UndirectedVTL", golden.problem().undirectedPrior(), (posterior, values) -> {
            new TraceObjective().values(posterior, values); // the reference reports minus what is left
            for (int i = 0; i < values.length; i++) {
                values[i] -= posterior.queryVariance();
            }
        });
    }

    @Test
    void anotherObjectiveIsNoticed() {
        GoldenCase golden = GoldenCase.all().get(0);
        assertThatThrownBy(() -> replay(golden, "CTL", golden.problem().prior(), new InformationObjective()))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> replay(golden, "ITL", golden.problem().prior(), new TraceObjective()))
                .isInstanceOf(AssertionError.class);
    }

    private static void replay(GoldenCase golden, String name, Prior prior, Objective objective) {
        JsonNode run = golden.json().get(name);
        if (run == null) {
            assertThat(name).as("five large cases have no undirected run").startsWith("Undirected");
            return;
        }
        Conditioning posterior = new Conditioning(prior, golden.lambda(), 50);
        double[] values = new double[prior.count()];
        for (int step = 0; step < run.get("indices").size(); step++) {
            JsonNode wanted = run.get("values").get(step);
            if (wanted.isNull()) {
                return; // the reference divided zero by zero and picks that candidate for ever
            }
            int pick = run.get("indices").get(step).asInt();
            objective.values(posterior, values);
            double best = max(values);
            double scale = Math.max(1, Math.abs(best));
            assertThat(values[pick])
                    .as("%s %s: value of step %d", golden, name, step)
                    .isCloseTo(wanted.asDouble(), within(tolerance(golden) * scale));
            assertThat(best)
                    .as("%s %s: the best of step %d", golden, name, step)
                    .isCloseTo(values[pick], within(tolerance(golden) * scale));
            posterior.observe(pick);
        }
    }

    private static double max(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void farthestPoints(GoldenCase golden) {
        JsonNode run = golden.json().get("MaxDist");
        Distances distances = new Distances(golden.problem().prior());
        assertThat(run.get("indices").get(0).asInt()).isZero();
        for (int step = 0; step < run.get("indices").size(); step++) {
            int pick = run.get("indices").get(step).asInt();
            if (step > 0) {
                double wanted = run.get("values").get(step).asDouble();
                double scale = Math.max(1, wanted);
                assertThat(distances.nearest()[pick]).isCloseTo(wanted, within(TOLERANCE * scale));
                assertThat(max(distances.nearest())).isCloseTo(wanted, within(TOLERANCE * scale));
            }
            distances.pick(pick);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rankings(GoldenCase golden) {
        Problem problem = golden.problem();
        ranked(golden, "UncertaintySampling", problem.prior().variances());
        JsonNode head = golden.json().get("InformationDensity_head5").get("W");
        int classes = head.get("shape").get(0).asInt();
        DensitySettings settings = new DensitySettings(
                SelectionSettings.DEFAULT,
                1,
                Optional.of(GoldenInputs.uniform(
                        head.get("lcg_seed").asLong(),
                        classes,
                        problem.candidates().dimension())),
                8);
        ranked(golden, "InformationDensity_head5", InformationDensity.of(problem, settings));
        DensitySettings density = new DensitySettings(SelectionSettings.DEFAULT, 1, Optional.empty(), 1);
        double[] cosines = InformationDensity.of(problem, density);
        double[] variances = problem.prior().variances();
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = variances[i] > 0 ? cosines[i] / variances[i] : 0;
        }
        ranked(golden, "CosineSimilarity", cosines);
    }

    /** The reference's ranking, judged by our scores: each has its value, and they fall. */
    private static void ranked(GoldenCase golden, String name, double[] scores) {
        JsonNode run = golden.json().get(name);
        int[] ours = Problem.largestFirst(scores);
        List<Integer> differing = new ArrayList<>();
        for (int rank = 0; rank < run.get("indices").size(); rank++) {
            double wanted = run.get("values").get(rank).asDouble();
            int pick = run.get("indices").get(rank).asInt();
            double tolerance = TOLERANCE * Math.max(1, Math.abs(wanted));
            assertThat(scores[pick]).as("%s %s: rank %d", golden, name, rank).isCloseTo(wanted, within(tolerance));
            assertThat(scores[ours[rank]])
                    .as("%s %s: our rank %d", golden, name, rank)
                    .isCloseTo(wanted, within(tolerance));
            if (ours[rank] != pick) {
                differing.add(rank);
            }
        }
        // Unit vectors have no order by length but rounding noise, copies none at all.
        if (golden.toString().startsWith("cluster") && !name.equals("UncertaintySampling")) {
            assertThat(differing).as("%s %s", golden, name).hasSizeLessThan(4);
        }
    }
}
