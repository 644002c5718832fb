package org.ttt4j.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a checkpoint is, as far as its files' headers tell. Thread-safe.
 *
 * @param model directory or name
 * @param family as {@code model_type} has it
 * @param layers transformer blocks
 * @param width hidden size d
 * @param heads attention heads
 * @param keyValueHeads heads of keys and values
 * @param vocabulary rows of the token embedding
 * @param contextTokens most tokens of one sequence
 * @param parameters numbers in the model, a tied head counted once
 * @param tensors how many tensors the files have of each type of numbers
 * @param tokenizer one line about it
 * @param files bytes by name
 * @param memory what a session is estimated to need
 */
public record ModelInfo(
        String model,
        String family,
        int layers,
        int width,
        int heads,
        int keyValueHeads,
        int vocabulary,
        int contextTokens,
        long parameters,
        Map<String, Integer> tensors,
        String tokenizer,
        Map<String, Long> files,
        Memory memory) {

    /**
     * Copies the maps, which keep their order.
     *
     * @param model for people
     * @param family such as {@code llama}
     * @param layers number of blocks
     * @param width d
     * @param heads of queries
     * @param keyValueHeads fewer than {@code heads} where groups of heads share them
     * @param vocabulary number of rows
     * @param contextTokens T
     * @param parameters numbers, not bytes
     * @param tensors by type, such as {@code F32}; copied
     * @param tokenizer for people
     * @param files by name relative to the model's directory; copied
     * @param memory not null
     */
    public ModelInfo {
        Objects.requireNonNull(memory, "memory");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /**
     * Bytes of main memory during a step on a chunk of some tokens, estimated.
     *
     * @param tokens length of the chunk
     * @param full with every weight trained
     * @param lora with adapters of rank 8 on q and v
     */
    public record Memory(int tokens, long full, long lora) {}
}
