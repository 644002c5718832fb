package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.ttt4j.api.BackendException;

/**
 * Everything a pretraining run needs to go on as if it had never stopped, in one safetensors file: weights, both
 * moments, and as metadata the step, the time used, the place in the data, and which run it is. Thread-safe.
 *
 * @param run digest of plan, texts and tokenizer
 * @param step optimizer steps done
 * @param nanos time used by all runs so far
 * @param position of the {@link TrainingStream}
 */
record Checkpoint(String run, long step, long nanos, String position) {

    /** Name in the run's directory. */
    static final String FILE = "checkpoint.safetensors";

    private static final String FIRST = "adam.m.";
    private static final String SECOND = "adam.v.";

    /** Writes the model's state with this record, atomically. */
    void write(Gpt2Model model, Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter(false)
                .metadata("run", run)
                .metadata("step", Long.toString(step))
                .metadata("nanos", Long.toString(nanos))
                .metadata("position", position);
        Map<String, long[]> parameters = model.config().parameters();
        parameters.forEach((name, shape) -> writer.tensor(name, shape, sink -> model.save(name, sink)));
        parameters.forEach(
                (name, shape) -> writer.tensor(FIRST + name, shape, sink -> model.saveFirstMoment(name, sink)));
        parameters.forEach(
                (name, shape) -> writer.tensor(SECOND + name, shape, sink -> model.saveSecondMoment(name, sink)));
        writer.write(file);
    }

    /**
     * Reads a checkpoint and loads its state into the model.
     *
     * @throws BackendException if it is damaged or belongs to another run
     */
    static Checkpoint read(Path file, String run, Gpt2Model model) throws IOException {
        try (Safetensors tensors = Safetensors.open(ByteSource.file(file))) {
            Map<String, String> metadata = tensors.metadata();
            if (!run.equals(metadata.get("run"))) {
                throw new BackendException(
                        Ids.BACKEND,
                        file + ": found a checkpoint of a run with another plan, corpus or tokenizer, wanted one of"
                                + " this run; choose another output directory or delete this one");
            }
            for (String name : model.config().parameters().keySet()) {
                model.loadBase(name, tensors.floats(name));
                model.loadMoments(name, tensors.floats(FIRST + name), tensors.floats(SECOND + name));
            }
            model.reset();
            return new Checkpoint(
                    run,
                    Long.parseLong(metadata.get("step")),
                    Long.parseLong(metadata.get("nanos")),
                    metadata.get("position"));
        }
    }
}
