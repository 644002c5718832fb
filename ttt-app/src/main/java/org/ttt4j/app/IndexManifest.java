package org.ttt4j.app;

import java.util.List;
import java.util.Map;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;

/**
 * What {@code manifest.json} of an index directory says. Thread-safe.
 *
 * @param format always {@link #FORMAT}
 * @param version layout of the directory
 * @param created when it was built, ISO 8601
 * @param embedder id of the embedder that made the vectors
 * @param embedderFingerprint its fingerprint
 * @param dimension d
 * @param metric what is compared
 * @param count number of documents and vectors
 * @param backends by id: what each backend has in its own directory
 * @param files by path relative to the directory: size and SHA-256 of each file
 */
record IndexManifest(
        String format,
        int version,
        String created,
        String embedder,
        String embedderFingerprint,
        int dimension,
        Metric metric,
        long count,
        Map<String, Backend> backends,
        Map<String, FileEntry> files) {

    static final String FORMAT = "ttt4j-index";
    static final int VERSION = 1;

    /** Checks what JSON cannot. */
    IndexManifest {
        backends = Map.copyOf(backends);
        files = Map.copyOf(files);
    }

    /** What a backend is told about the index. */
    IndexSpec spec() {
        return new IndexSpec(dimension, count, metric, embedderFingerprint);
    }

    /**
     * Demands that an embedder is the one that made the vectors.
     *
     * @throws CommandException naming both
     */
    void demandEmbedder(String id, Embedder.Traits traits) {
        if (!traits.fingerprint().equals(embedderFingerprint) || traits.dimension() != dimension) {
            throw CommandException.failed("the index was built with embedder " + embedder + " " + embedderFingerprint
                    + " (d = " + dimension + "), but the configured embedder is " + id + " " + traits.fingerprint()
                    + " (d = " + traits.dimension() + "): use that embedder or build the index anew");
        }
    }

    /**
     * One backend's part. Thread-safe.
     *
     * @param description short text of the backend about its index
     * @param settings what it was built with
     */
    record Backend(String description, Map<String, String> settings) {
        /** Copies the map. */
        Backend {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * A file as it was written. Thread-safe.
     *
     * @param bytes its size
     * @param sha256 its SHA-256, hexadecimal
     */
    record FileEntry(long bytes, String sha256) {}

    /** Names of the backends' directories. */
    List<String> backendIds() {
        return backends.keySet().stream().sorted().toList();
    }
}
