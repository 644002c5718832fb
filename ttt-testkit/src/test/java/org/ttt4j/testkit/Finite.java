package org.ttt4j.testkit;

import java.nio.FloatBuffer;
import org.ttt4j.api.EmbeddingBatch;

/** Checks a matrix that came from outside. Thread-safe. */
final class Finite {

    private Finite() {}

    static void require(EmbeddingBatch batch, int dimension, String what) {
        if (batch.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "found " + what + " of dimension " + batch.dimension() + ", wanted " + dimension);
        }
        FloatBuffer values = batch.values();
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new IllegalArgumentException("found " + values.get(i) + " in row " + i / dimension + " of the "
                        + what + ", wanted finite values");
            }
        }
    }
}
