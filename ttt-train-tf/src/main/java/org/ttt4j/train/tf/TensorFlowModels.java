package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.List;
import org.ttt4j.api.ModelCheck;
import org.ttt4j.api.ModelInfo;
import org.ttt4j.api.ModelTimes;
import org.ttt4j.api.ModelVerification;
import org.ttt4j.api.Models;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.WeightFormat;

/** Work on checkpoints in Hugging Face's layout. Only {@link #check} and {@link #measure} load TensorFlow. Thread-safe. */
final class TensorFlowModels implements Models {

    private final TrainerSettings settings;

    TensorFlowModels(TrainerSettings settings) {
        this.settings = settings;
    }

    @Override
    public ModelInfo info(String model) {
        return ModelDescription.of(ModelDirectory.of(model));
    }

    @Override
    public ModelVerification verify(String model, RunControl control) {
        return new ModelVerifier(ModelDirectory.of(model), control).run();
    }

    @Override
    public void convert(String model, Path out, WeightFormat format, RunControl control) {
        ModelConversion.run(ModelDirectory.of(model), out, format, control);
    }

    @Override
    public List<String> shapes() {
        return ModelShapes.names();
    }

    @Override
    public void init(String shape, long seed, Path out, WeightFormat format, RunControl control) {
        ModelShapes.write(shape, seed, out, format, control);
    }

    @Override
    public ModelCheck.Report check(String model, ModelCheck.Plan plan, RunControl control) {
        return new PortCheck(ModelDirectory.of(model), plan, settings).run(control);
    }

    @Override
    public ModelTimes.Report measure(String model, ModelTimes.Plan plan, RunControl control) {
        return new StepTimes(ModelDirectory.of(model), plan, settings).run(control);
    }
}
