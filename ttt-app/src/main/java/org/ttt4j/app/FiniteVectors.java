package org.ttt4j.app;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.VectorFiles;

/** Vectors from a file that are all numbers. Thread-safe. */
final class FiniteVectors {

    private FiniteVectors() {}

    /**
     * Reads a {@code .npy} or {@code .fvecs} file.
     *
     * @throws CommandException naming file, row and component of the first NaN or infinity
     * @throws IllegalArgumentException if the file is damaged, see {@link VectorFiles#read}
     */
    static EmbeddingBatch read(Path file) {
        EmbeddingBatch batch = VectorFiles.read(file);
        FloatBuffer values = batch.values();
        for (int i = 0; values.hasRemaining(); i++) {
            float value = values.get();
            if (!Float.isFinite(value)) {
                throw CommandException.failed(file + ": found " + value + " in row " + i / batch.dimension()
                        + ", component " + i % batch.dimension() + ", wanted finite numbers");
            }
        }
        return batch;
    }
}
