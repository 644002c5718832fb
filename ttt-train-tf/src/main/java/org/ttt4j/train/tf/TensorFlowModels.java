package org.ttt4j.train.tf;

import org.ttt4j.api.ModelCheck;
import org.ttt4j.api.Models;
import org.ttt4j.api.RunControl;

/** Work on checkpoints in Hugging Face's layout. Thread-safe. */
final class TensorFlowModels implements Models {

    private final TrainerSettings settings;

    TensorFlowModels(TrainerSettings settings) {
        this.settings = settings;
    }

    @Override
    public ModelCheck.Report check(String model, ModelCheck.Plan plan, RunControl control) {
        return new PortCheck(ModelDirectory.of(model), plan, settings).run(control);
    }
}
