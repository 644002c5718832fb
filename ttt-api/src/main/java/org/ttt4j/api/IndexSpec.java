package org.ttt4j.api;

import java.util.Objects;

/**
 * What an index holds, told to a backend when it builds or opens one; a backend checks its own files against it.
 * Thread-safe.
 *
 * @param dimension d of the vectors, at least 1
 * @param size number of vectors, at least 0; ids are 0 .. size-1 in order of adding
 * @param metric what is compared
 * @param embedderFingerprint fingerprint of the embedder that made the vectors
 */
public record IndexSpec(int dimension, long size, Metric metric, String embedderFingerprint) {

    /**
     * Refuses empty dimensions and negative sizes.
     *
     * @param dimension at least 1
     * @param size at least 0
     * @param metric not null
     * @param embedderFingerprint not null, compared and never parsed
     */
    public IndexSpec {
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(embedderFingerprint, "embedderFingerprint");
        if (dimension < 1 || size < 0) {
            throw new IllegalArgumentException(
                    "found dimension=" + dimension + ", size=" + size + ", wanted dimension >= 1 and size >= 0");
        }
    }
}
