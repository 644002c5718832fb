package org.ttt4j.train.tf;

import java.util.Map;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.TrainerContract;

/** The contract of every trainer, on the golden checkpoint with the byte tokenizer. */
class TensorFlowTrainerTests extends TrainerContract {

    @Override
    protected Trainer open() {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model", Golden.DIRECTORY.toString(),
                        "tokenizer", "bytes",
                        "learning-rate", "0.001",
                        "threads", "1")));
    }
}
