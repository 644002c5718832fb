package org.ttt4j.train.tf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
    void write(LanguageModel model, Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter(false)
                .metadata("run", run)
                .metadata("step", Long.toString(step))
                .metadata("nanos", Long.toString(nanos))
                .metadata("position", position);
        Map<String, long[]> parameters = model.architecture().parameters();
        try (Fetched weights = model.values(parameters.keySet());
                Fetched first = model.moments(AdamW.FIRST, parameters.keySet());
                Fetched second = model.moments(AdamW.SECOND, parameters.keySet())) {
            parameters.forEach((name, shape) -> writer.tensor(name, shape, weights.of(name)));
            parameters.forEach((name, shape) -> writer.tensor(FIRST + name, shape, first.of(name)));
            parameters.forEach((name, shape) -> writer.tensor(SECOND + name, shape, second.of(name)));
            writer.write(file);
        }
    }

    /**
     * Reads a checkpoint and loads its state into the model.
     *
     * @throws BackendException if it is damaged or belongs to another run
     */
    static Checkpoint read(Path file, String run, LanguageModel model) throws IOException {
        try (Safetensors tensors = Safetensors.open(ByteSource.file(file))) {
            Map<String, String> metadata = tensors.metadata();
            if (!run.equals(metadata.get("run"))) {
                throw new BackendException(
                        Ids.BACKEND,
                        file + ": found a checkpoint of a run with another plan, corpus or tokenizer, wanted one of"
                                + " this run; choose another output directory or delete this one");
            }
            model.loadBase(values(tensors, "", model, file));
            model.loadMoments(values(tensors, FIRST, model, file), values(tensors, SECOND, model, file));
            model.reset();
            return new Checkpoint(
                    run,
                    number(metadata, "step", file),
                    number(metadata, "nanos", file),
                    metadata.getOrDefault("position", ""));
        }
    }

    private static Map<String, FloatPieces> values(Safetensors tensors, String prefix, LanguageModel model, Path file) {
        Map<String, FloatPieces> all = new LinkedHashMap<>();
        model.architecture()
                .parameters()
                .forEach((name, shape) -> all.put(name, values(tensors, prefix + name, shape, file)));
        return all;
    }

    private static FloatPieces values(Safetensors tensors, String name, long[] shape, Path file) {
        FloatPieces values = tensors.floats(name);
        List<Long> found = tensors.entries().get(name).shape();
        if (!found.equals(Arrays.stream(shape).boxed().toList())) {
            throw new BackendException(
                    Ids.BACKEND,
                    file + ": found " + name + " with shape " + found + ", wanted " + Arrays.toString(shape));
        }
        return values;
    }

    private static long number(Map<String, String> metadata, String key, Path file) {
        String text = metadata.getOrDefault(key, "nothing");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException damaged) {
            throw new BackendException(
                    Ids.BACKEND, file + ": found " + key + " = " + text + ", wanted a whole number", damaged);
        }
    }
}
