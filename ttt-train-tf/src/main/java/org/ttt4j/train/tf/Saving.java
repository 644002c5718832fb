package org.ttt4j.train.tf;

import java.nio.file.Path;

/** How what a session has become is written down. Implementations are thread-safe. */
@FunctionalInterface
interface Saving {

    /**
     * Writes the model's current state as a new directory.
     *
     * @throws IllegalArgumentException if there is something in the directory's place
     * @throws org.ttt4j.api.BackendException if it cannot be written; nothing is left of it then
     */
    void write(LanguageModel model, Path directory);
}
