package org.ttt4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Builds a backend's own files from exact vectors. Thread-safe. */
final class IndexBackendFiles {

    private static final long CHUNK_FLOATS = 1 << 22;
    private static final long SAMPLE_FLOATS = 1 << 28;

    private IndexBackendFiles() {}

    /**
     * Builds into a directory that is created for it and opens the result once, so that what is kept is known to open.
     *
     * @return what the manifest says about it
     */
    static IndexManifest.Backend build(
            IndexBackend backend, Path directory, IndexSpec spec, StoredVectors vectors, RunControl control)
            throws IOException {
        Durable.delete(directory); // what a killed process left
        Files.createDirectory(directory);
        int chunk = (int) Math.max(1, CHUNK_FLOATS / spec.dimension());
        try (IndexBuilder builder = backend.build(directory, spec)) {
            long wanted = Math.min(
                    Math.min(builder.trainingRows(), vectors.count()), Math.max(1, SAMPLE_FLOATS / spec.dimension()));
            if (wanted > 0) {
                control.checkCancelled();
                builder.train(vectors.sample((int) wanted), control);
            }
            for (long from = 0; from < spec.size(); from += chunk) {
                control.checkCancelled();
                EmbeddingBatch rows = vectors.rows(from, (int) Math.min(chunk, spec.size() - from));
                builder.add(rows, control);
                control.report(new Progress.Advanced("index", from + rows.rows(), spec.size()));
            }
            builder.finish(control);
        }
        try (VectorIndex opened = backend.open(directory, spec)) {
            return new IndexManifest.Backend(null, opened.traits().description(), backend.settings(), Map.of());
        }
    }
}
