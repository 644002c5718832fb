package org.ttt4j.api;

import java.nio.file.Path;
import java.util.List;

/**
 * What a trainer can do with checkpoints besides adapting them. A model is named as in the trainer's setting
 * {@code model}: a directory, or one that the trainer brings along. Holds nothing open between calls. Thread-safe.
 */
public interface Models {

    /**
     * Describes a checkpoint; reads headers only.
     *
     * @param model directory or name
     * @return what the headers tell
     * @throws BackendException if it cannot be read, or its tensors are not those of its configuration
     */
    ModelInfo info(String model);

    /**
     * Reads all of a checkpoint and lists everything wrong with it.
     *
     * @param model directory or name
     * @param control checked between tensors; reports {@link Progress.Advanced} with stage {@code verify}
     * @return what was found; what is wrong with the checkpoint is listed in it and not thrown
     */
    ModelVerification verify(String model, RunControl control);

    /**
     * Writes a checkpoint in another format, with all that lies beside its weights.
     *
     * @param model directory or name of what is read
     * @param out new directory, there as a whole or not at all
     * @param format types of numbers and size of files to write
     * @param control checked between pieces of tensors; reports {@link Progress.Advanced} with stage {@code convert}
     * @throws IllegalArgumentException if there is something in the directory's place
     * @throws BackendException if the checkpoint is not whole, has numbers that the type cannot hold, or cannot be
     *     written
     */
    void convert(String model, Path out, WeightFormat format, RunControl control);

    /** {@return names of the shapes that {@link #init init} knows, {@code family/size}} */
    List<String> shapes();

    /**
     * Writes a checkpoint of real shapes with random weights, without a tokenizer; a function of shape, seed and type.
     *
     * @param shape one of {@link #shapes()}
     * @param seed of the weights, any number
     * @param out new directory, there as a whole or not at all
     * @param format types of numbers and size of files to write
     * @param control checked between pieces of tensors; reports {@link Progress.Advanced} with stage {@code init}
     * @throws IllegalArgumentException if there is no such shape or something in the directory's place
     * @throws BackendException if it cannot be written
     */
    void init(String shape, long seed, Path out, WeightFormat format, RunControl control);

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

    /**
     * Measures how long a checkpoint takes per sequence on made-up token ids; needs no tokenizer. What is trained, with
     * which optimizer and how many threads, is what the trainer's settings say.
     *
     * @param model directory or name
     * @param plan lengths and rounds
     * @param control checked between runs; reports {@link Progress.Advanced} with stage {@code bench}
     * @return seconds, and the machine's limit
     * @throws IllegalArgumentException if a length is more than the model's context
     * @throws BackendException if the model cannot be used
     */
    ModelTimes.Report measure(String model, ModelTimes.Plan plan, RunControl control);
}
