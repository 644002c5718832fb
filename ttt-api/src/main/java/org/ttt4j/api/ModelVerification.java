package org.ttt4j.api;

import java.util.List;
import java.util.Objects;

/**
 * What reading all of a checkpoint showed. Thread-safe.
 *
 * @param model directory or name
 * @param tensors how many were read
 * @param values how many numbers they hold
 * @param fingerprint SHA-256 over configuration, tokenizer and weights, or empty if they cannot be read
 * @param notes what is worth knowing and no problem
 * @param problems everything wrong, one sentence each; empty for a checkpoint in order
 */
public record ModelVerification(
        String model, int tensors, long values, String fingerprint, List<String> notes, List<String> problems) {
    /**
     * Copies the lists.
     *
     * @param model for people
     * @param tensors at least 0
     * @param values at least 0
     * @param fingerprint hexadecimal, or empty
     * @param notes for people; copied
     * @param problems for people; copied
     */
    public ModelVerification {
        Objects.requireNonNull(fingerprint, "fingerprint");
        notes = List.copyOf(notes);
        problems = List.copyOf(problems);
    }
}
