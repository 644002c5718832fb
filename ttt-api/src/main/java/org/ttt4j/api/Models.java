package org.ttt4j.api;

/**
 * What a trainer can do with checkpoints besides adapting them. A model is named as in the trainer's setting
 * {@code model}: a directory, or one that the trainer brings along. Thread-safe.
 */
public interface Models {

    /**
     * Computes a checkpoint on given token ids, for comparison with another implementation; needs no tokenizer.
     *
     * @param model directory or name
     * @param plan ids and steps
     * @param control checked between steps; reports {@link Progress.Advanced} with stage {@code check}
     * @return what was computed
     * @throws IllegalArgumentException if the ids do not fit the model
     * @throws BackendException if the model cannot be used, or its loss is not finite
     */
    ModelCheck.Report check(String model, ModelCheck.Plan plan, RunControl control);
}
