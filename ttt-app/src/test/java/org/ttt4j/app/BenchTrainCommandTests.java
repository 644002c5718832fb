package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.ModelTimes;

/** What is made of times; never how long something took. */
class BenchTrainCommandTests {

    private static ModelTimes.Report report(long trained) {
        List<Double> steps = List.of(0.4, 0.2, 0.3, 9.0);
        ModelTimes.Length length =
                new ModelTimes.Length(100, List.of(0.1), List.of(0.15), steps, List.of(0.5), List.of(0.001), 3 << 20);
        return new ModelTimes.Report(1_000_000, trained, 2, 1.5, 4, List.of(length));
    }

    @Test
    void aRowHasMediansAndTheShareOfTheLimit() {
        TrainBenchRow row = TrainBenchRow.of("full", report(1_000_000)).get(0);
        assertThat(row.stepSeconds()).isCloseTo(0.35, within(1e-12));
        assertThat(row.stepGflops()).isCloseTo(6 * 1e6 * 100 / 0.35 / 1e9, within(1e-9));
        assertThat(row.shareOfLimit()).isCloseTo(row.stepGflops() / 4, within(1e-12));
        assertThat(row.forwardTokensPerSecond()).isCloseTo(1000, within(1e-9));
        assertThat(row.forwardBackwardTokensPerSecond()).isCloseTo(100 / 0.15, within(1e-9));
        assertThat(row.stepTokensPerSecond()).isCloseTo(100 / 0.35, within(1e-9));
    }

    @Test
    void aPartThatIsTrainedHasNoShareOfTheLimit() {
        List<TrainBenchRow> rows = TrainBenchRow.of("lora", report(5000));
        assertThat(rows.get(0).shareOfLimit()).isNaN();
        assertThat(TrainBenchTable.render("m", rows, new MachineView("p", 2, 0, List.of())))
                .contains("5000", "3\n")
                .doesNotContain("NaN");
    }

    @Test
    void aTrainerWithoutCheckpointsSaysSo() {
        CommandRun.pure("bench", "train").failed(1, "checkpoints");
    }

    @ParameterizedTest
    @CsvSource({"--tokens, 0", "--tokens, -8", "--rounds, 0"})
    void impossibleWishesAreRefused(String option, String value) {
        CommandRun.pure("bench", "train", option, value).failed(2, value);
    }
}
