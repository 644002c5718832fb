package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** The TTT-NN protocol against the loop of tttlm on Hugging Face's GPT-2, one step per neighbour, nearest first. */
class NearestNeighborGoldenTests {

    private static final Deviations DEVIATIONS = new Deviations();

    private final RunControl control = RunControl.silent();

    @AfterAll
    static void writeDeviations() throws IOException {
        DEVIATIONS.write("golden-deviations-ttt.txt");
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void freshOptimizerForEachQuery(Golden golden) {
        for (String rate : new String[] {"0.001", "2e-05"}) {
            JsonNode wanted = golden.expected.at("/ttt_nn/" + rate);
            try (Trainer trainer = open(golden, rate, false)) {
                check(golden, trainer, "test", false, wanted.get("query1"));
                check(golden, trainer, "test2", true, wanted.get("query2_fresh_optimizer"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void carriedOptimizerStateAsInTttlm(Golden golden) {
        for (String rate : new String[] {"0.001", "2e-05"}) {
            JsonNode wanted = golden.expected.at("/ttt_nn/" + rate);
            try (Trainer trainer = open(golden, rate, true)) {
                check(golden, trainer, "test", false, wanted.get("query1"));
                JsonNode second = wanted.get("query2_as_tttlm_optimizer_state_carried_over_from_query1");
                check(golden, trainer, "test2", true, second);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void windowsAreThoseOfTheHarness(Golden golden) {
        JsonNode wanted = golden.expected.at("/ttt_nn/rolling_windows_of_test");
        int[] tokens =
                new ByteTokenizer().encode(golden.expected.at("/ttt_nn/test").asText());
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
    private void check(Golden golden, Trainer trainer, String test, boolean reversed, JsonNode wanted) {
        double[] bits = Golden.doubles(wanted.get("bits_per_byte"));
        double[] losses = Golden.doubles(wanted.get("train_loss_per_neighbour"));
        List<String> query = List.of(golden.expected.at("/ttt_nn/" + test).asText());
        try (Trainer.Session session = trainer.begin(control)) {
            for (int i = 0; i < bits.length; i++) {
                if (i > 0) {
                    JsonNode texts = golden.expected.at("/ttt_nn/texts");
                    String text = texts.get(reversed ? texts.size() - i : i - 1).asText();
                    List<Step> steps = session.train(new long[] {i}, List.of(text), control);
                    // the reference reports one number per neighbour: the mean over its chunks
                    double loss =
                            steps.stream().mapToDouble(Step::loss).average().orElseThrow();
                    DEVIATIONS.relative(
                            golden, "TTT-NN training loss", test + " " + i, loss, losses[i - 1], i == 1 ? 2e-6 : 1e-5);
                }
                Score score = session.score(query, control).get(0);
                double allowed = i == 0 ? 2e-6 : 1e-5;
                DEVIATIONS.relative(
                        golden, "TTT-NN bits per byte", test + " " + i, score.bitsPerByte(), bits[i], allowed);
                assertThat(score.bytes()).isEqualTo(wanted.get("bytes").longValue());
                double nats = wanted.get("loglikelihood_nats").get(i).doubleValue();
                DEVIATIONS.relative(golden, "TTT-NN nats", test + " " + i, score.bits() * -Math.log(2), nats, allowed);
            }
        }
    }

    private static Trainer open(Golden golden, String rate, boolean carry) {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model",
                        golden.directory.toString(),
                        "tokenizer",
                        "bytes",
                        "learning-rate",
                        rate,
                        "carry-optimizer-state",
                        Boolean.toString(carry))));
    }
}
