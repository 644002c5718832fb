package org.ttt4j.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.VectorIndex;

/** Builds and opens one backend's own files from the vectors of an index directory. Confined to one thread. */
final class IndexBackendFiles {

    private static final long CHUNK_FLOATS = 1 << 22;
    private static final long SAMPLE_FLOATS = 1 << 28;

    private final Backends backends;
    private final Registered chosen;
    private final Configuration configuration;

    /** The configured backend. */
    IndexBackendFiles(Backends backends, Configuration configuration) {
        this(backends, configuration, configuration.chosen(Slot.INDEX));
    }

    private IndexBackendFiles(Backends backends, Configuration configuration, Registered chosen) {
        this.backends = backends;
        this.configuration = configuration;
        this.chosen = chosen;
    }

    /**
     * A backend that an index has already, with the settings that it was built with; those that the user sets now are
     * stronger.
     */
    static IndexBackendFiles stored(Configuration configuration, String id, IndexManifest.Backend backend) {
        Configuration recalled = configuration.recalling(Slot.INDEX.path(id), backend.settings());
        return new IndexBackendFiles(new Backends(recalled), recalled, recalled.named(Slot.INDEX, id, ""));
    }

    /** The same backend with search parameters that were tuned for an index; what the user sets is stronger. */
    IndexBackendFiles tuned(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return this;
        }
        Configuration tuned = configuration.recalling(Slot.INDEX.path(id()), parameters);
        return new IndexBackendFiles(new Backends(tuned), tuned, tuned.named(Slot.INDEX, id(), ""));
    }

    /** Id of the index backend. */
    String id() {
        return chosen.provider().id();
    }

    /** Opens what {@link #build} made. */
    VectorIndex open(Path directory, IndexSpec spec) {
        return backends.settled(
                chosen,
                BackendProvider.OfIndex.class,
                (provider, settings) -> provider.open(directory, spec, settings));
    }

    /**
     * Builds into a directory that is created for it and opens the result once, so that what is kept is known to open.
     *
     * @return what the manifest says about it
     */
    IndexManifest.Backend build(Path directory, IndexSpec spec, StoredVectors vectors, RunControl control)
            throws IOException {
        Durable.delete(directory); // what a killed process left
        Files.createDirectory(directory);
        int chunk = (int) Math.max(1, CHUNK_FLOATS / spec.dimension());
        try (IndexBuilder builder = backends.settled(
                chosen,
                BackendProvider.OfIndex.class,
                (provider, settings) -> provider.build(directory, spec, settings))) {
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
        try (VectorIndex opened = open(directory, spec)) {
            return new IndexManifest.Backend(null, opened.traits().description(), settings(), Map.of());
        }
    }

    /** What the backend is built with. */
    Map<String, String> settings() {
        String prefix = Slot.INDEX.path(id()) + ".";
        Map<String, String> settings = new TreeMap<>();
        configuration.values().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        return settings;
    }
}
