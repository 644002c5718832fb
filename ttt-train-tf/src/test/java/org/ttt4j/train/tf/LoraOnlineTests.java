package org.ttt4j.train.tf;

import java.util.HashMap;
import java.util.Map;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.OnlineContract;

/** The contract of adapting along a text, with adapters that every step pulls back, and gradients that can be held. */
class LoraOnlineTests extends OnlineContract {

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
        return open(Map.of("lora-rank", "4"));
    }

    private static Trainer open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "model", Golden.DIRECTORY.toString(), "tokenizer", "bytes", "learning-rate", "0.01", "threads", "1"));
        all.putAll(Map.of("adaptation", "lora", "prior-decay", "0.01", "reuse-gradient", "2"));
        all.putAll(settings);
        return new TensorFlowTrainerProvider().open(Settings.of(all));
    }
}
