package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.OnlineContract;

/** The contract of adapting along a text, of one block, by the rule of Krause et al. */
class RmsOnlineTests extends OnlineContract {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void collect() {
        try (Trainer trainer = open(Map.of("optimizer", "sgd"));
                Trainer.Session session = trainer.begin(RunControl.silent())) {
            Trainer.Online online = session.online();
            int[] tokens = online.tokens("The statistics are those of a text that is of no special kind.");
            for (int from = 0; from + 10 <= tokens.length; from += 10) {
                online.collect(Arrays.copyOf(tokens, from), Arrays.copyOfRange(tokens, from, from + 10));
            }
            online.saveStatistics(directory.resolve("statistics"));
        }
    }

    @Override
    protected Trainer open() {
        return open(Map.of());
    }

    @Override
    protected Trainer openAtRateZero() {
        return open(Map.of("learning-rate", "0"));
    }

    @Override
    protected Trainer openAnother() {
        return open(Map.of("rms-epsilon", "1e-4"));
    }

    private static Trainer open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "learning-rate", "0.0001", "threads", "1"));
        all.putAll(Map.of("adaptation", "layers", "layers", "1", "optimizer", "rms", "prior-decay", "0.002"));
        all.put("rms-statistics", directory.resolve("statistics").toString());
        all.putAll(settings);
        return new TensorFlowTrainerProvider().open(Settings.of(all));
    }
}
