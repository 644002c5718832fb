package org.ttt4j.train.tf;

import java.util.HashMap;
import java.util.Map;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.OnlineContract;

/** The contract of adapting along a text, with every weight. */
class TensorFlowOnlineTests extends OnlineContract {

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
        return open(Map.of("weight-decay", "0.1"));
    }

    private static Trainer open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "learning-rate", "0.001", "threads", "1"));
        all.putAll(settings);
        return new TensorFlowTrainerProvider().open(Settings.of(all));
    }
}
