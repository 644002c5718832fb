package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** The TTT-NN protocol against the loop of tttlm on Hugging Face's GPT-2, one step per neighbour, nearest first. */
class NearestNeighborGoldenTests {

    private static final JsonNode EXPECTED = Golden.EXPECTED.get("ttt_nn");

    private final RunControl control = RunControl.silent();

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "2e-05"})
    void freshOptimizerForEachQuery(String rate) {
        JsonNode wanted = EXPECTED.get(rate);
        try (Trainer trainer = open(rate, false)) {
            check(trainer, "test", false, wanted.get("query1"));
            check(trainer, "test2", true, wanted.get("query2_fresh_optimizer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "2e-05"})
    void carriedOptimizerStateAsInTttlm(String rate) {
        JsonNode wanted = EXPECTED.get(rate);
        try (Trainer trainer = open(rate, true)) {
            check(trainer, "test", false, wanted.get("query1"));
            check(trainer, "test2", true, wanted.get("query2_as_tttlm_optimizer_state_carried_over_from_query1"));
        }
    }

    @Test
    void windowsAreThoseOfTheHarness() {
        JsonNode wanted = EXPECTED.get("rolling_windows_of_test");
        int[] tokens = new ByteTokenizer().encode(EXPECTED.get("test").asText());
        List<RollingWindows.Window> windows = RollingWindows.of(tokens, 256, 128);
        assertThat(windows).hasSize(wanted.size()).hasSize(2);
        for (int i = 0; i < windows.size(); i++) {
            List<Integer> pair = new ArrayList<>();
            wanted.get(i).get(0).forEach(id -> pair.add(id.intValue()));
            wanted.get(i).get(1).forEach(id -> pair.add(id.intValue()));
            RollingWindows.Window window = windows.get(i);
            assertThat(window.scored).isEqualTo(wanted.get(i).get(1).size());
            List<Integer> found = new ArrayList<>();
            found.add(window.inputs[0]);
            for (int target : window.targets) {
                found.add(target);
            }
            assertThat(found).isEqualTo(pair);
        }
    }

    /** The second query saw the same texts in reverse order. */
    private void check(Trainer trainer, String test, boolean reversed, JsonNode wanted) {
        double[] bits = Golden.doubles(wanted.get("bits_per_byte"));
        double[] losses = Golden.doubles(wanted.get("train_loss_per_neighbour"));
        List<String> query = List.of(EXPECTED.get(test).asText());
        try (Trainer.Session session = trainer.begin(control)) {
            for (int i = 0; i < bits.length; i++) {
                if (i > 0) {
                    JsonNode texts = EXPECTED.get("texts");
                    String text = texts.get(reversed ? texts.size() - i : i - 1).asText();
                    List<Step> steps = session.train(new long[] {i}, List.of(text), control);
                    // the reference reports one number per neighbour: the mean over its chunks
                    assertThat(steps.stream().mapToDouble(Step::loss).average().orElseThrow())
                            .as("neighbour " + i)
                            .isCloseTo(losses[i - 1], withinPercentage(i == 1 ? 2e-4 : 1e-3));
                }
                Score score = session.score(query, control).get(0);
                assertThat(score.bitsPerByte())
                        .as("after " + i)
                        .isCloseTo(bits[i], withinPercentage(i == 0 ? 2e-4 : 1e-3));
                assertThat(score.bytes()).isEqualTo(wanted.get("bytes").longValue());
                assertThat(score.bits() * -Math.log(2))
                        .isCloseTo(wanted.get("loglikelihood_nats").get(i).doubleValue(), withinPercentage(1e-3));
            }
        }
    }

    private static Trainer open(String rate, boolean carry) {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model",
                        Golden.DIRECTORY.toString(),
                        "tokenizer",
                        "bytes",
                        "learning-rate",
                        rate,
                        "carry-optimizer-state",
                        Boolean.toString(carry))));
    }
}
