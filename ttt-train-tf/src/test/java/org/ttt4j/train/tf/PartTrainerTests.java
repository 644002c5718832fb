package org.ttt4j.train.tf;

import java.util.Map;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;
import org.ttt4j.testkit.TrainerContract;

/** The contract of every trainer where one block is trained by gradient descent with momentum. */
class PartTrainerTests extends TrainerContract {

    @Override
    protected Trainer open() {
        return new TensorFlowTrainerProvider()
                .open(Settings.of(Map.of(
                        "model", Golden.DIRECTORY.toString(),
                        "tokenizer", "bytes",
                        "adaptation", "layers",
                        "layers", "1",
                        "optimizer", "sgd",
                        "momentum", "0.9",
                        "learning-rate", "0.02",
                        "threads", "1")));
    }
}
