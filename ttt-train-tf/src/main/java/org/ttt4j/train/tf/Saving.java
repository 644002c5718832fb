package org.ttt4j.train.tf;

import java.nio.file.Path;
import org.ttt4j.api.RunControl;

/** How what a session has become is written down. Implementations are thread-safe. */
@FunctionalInterface
interface Saving {

    /** Of the progress. */
    String STAGE = "save";

    /**
     * Writes the model's current state as a new directory.
     *
     * @param control gets the numbers written so far as progress {@code save}, and is checked between pieces
     * @throws java.util.concurrent.CancellationException if cancelled; nothing is left of it then
     * @throws IllegalArgumentException if there is something in the directory's place
     * @throws org.ttt4j.api.BackendException if it cannot be written; nothing is left of it then
     */
    void write(LanguageModel model, Path directory, RunControl control);
}
