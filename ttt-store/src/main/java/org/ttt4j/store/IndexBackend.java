package org.ttt4j.store;

import java.nio.file.Path;
import java.util.Map;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.VectorIndex;

/**
 * An index backend together with its settings: what an index directory needs to build and to open the backend's own
 * files. Confined to one thread.
 */
public interface IndexBackend {

    /** {@return the id of the backend, such as {@code faiss}} */
    String id();

    /** {@return what it builds with, by key relative to {@code ttt.index.<id>}; the manifest remembers it} */
    Map<String, String> settings();

    /**
     * {@return the same backend with settings that an index remembers, wherever the user has set nothing}
     *
     * @param remembered by key relative to {@code ttt.index.<id>}
     */
    IndexBackend recalling(Map<String, String> remembered);

    /**
     * Starts building; see {@link BackendProvider.OfIndex#build}.
     *
     * @param directory existing directory, empty unless it resumes
     * @param spec what will be added
     * @return a builder that the caller closes
     */
    IndexBuilder build(Path directory, IndexSpec spec);

    /** {@return whether it goes on with an unfinished build; see {@link BackendProvider.OfIndex#resumes}} */
    boolean resumes();

    /**
     * Opens what was built; see {@link BackendProvider.OfIndex#open}.
     *
     * @param directory what {@link #build} filled
     * @param spec what was added
     * @return an index that the caller closes
     */
    VectorIndex open(Path directory, IndexSpec spec);

    /**
     * {@return a backend with settings in plain strings} What is in {@code settings} counts as set by the user.
     *
     * @param provider the backend's service
     * @param settings keys relative to {@code ttt.index.<id>}
     */
    static IndexBackend of(BackendProvider.OfIndex provider, Map<String, String> settings) {
        return new ProvidedIndex(provider, Map.copyOf(settings), Map.of());
    }
}
