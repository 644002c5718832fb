package org.ttt4j.train.tf;

import java.util.Map;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.TrainerContract;

/** The contract of every trainer, with adapters in three sessions on one base. */
class LoraTrainerTests extends TrainerContract {

    @Override
    protected Trainer open() {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model", Golden.DIRECTORY.toString(),
                        "tokenizer", "bytes",
                        "adaptation", "lora",
                        "learning-rate", "0.01",
                        "max-sessions", "3",
                        "threads", "1")));
    }
}
