package org.ttt4j.train.tf;

import java.util.Optional;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.Models;
import org.ttt4j.api.Pretrainer;
import org.ttt4j.api.Settings;
import org.ttt4j.api.Trainer;

/**
 * The backend {@code tensorflow} of the slot {@code trainer}: a language model from a Hugging Face directory, every
 * weight, some of them or low-rank adapters trained in TensorFlow Java. Settings and their defaults are in the module's {@code reference.conf}.
 * Thread-safe.
 */
public final class TensorFlowTrainerProvider implements BackendProvider.OfTrainer {

    /** For the service loader. */
    public TensorFlowTrainerProvider() {}

    @Override
    public String id() {
        return Ids.BACKEND;
    }

    @Override
    public String description() {
        return "language models from a Hugging Face directory, full fine-tuning, parts of them or LoRA in TensorFlow";
    }

    @Override
    public String probe(Settings settings) {
        return "cpu, TensorFlow " + TensorFlowLibrary.load();
    }

    @Override
    public Trainer open(Settings settings) {
        return TensorFlowTrainer.open(TrainerSettings.from(settings));
    }

    @Override
    public Optional<Pretrainer> openPretrainer(Settings settings) {
        return Optional.of(new TensorFlowPretrainer(PretrainSettings.from(settings)));
    }

    @Override
    public Optional<Models> openModels(Settings settings) {
        return Optional.of(new TensorFlowModels(TrainerSettings.from(settings)));
    }
}
