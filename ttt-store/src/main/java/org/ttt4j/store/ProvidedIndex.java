package org.ttt4j.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Settings;
import org.ttt4j.api.VectorIndex;

/** An index provider with settings that a program gave, over those that an index remembers. Thread-safe. */
record ProvidedIndex(BackendProvider.OfIndex provider, Map<String, String> set, Map<String, String> remembered)
        implements IndexBackend {

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>(remembered);
        all.putAll(set);
        return all;
    }

    @Override
    public IndexBackend recalling(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(remembered);
        all.putAll(more);
        return new ProvidedIndex(provider, set, Map.copyOf(all));
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec) {
        return provider.build(directory, spec, Settings.of(settings()));
    }

    @Override
    public boolean resumes() {
        return provider.resumes();
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec) {
        return provider.open(directory, spec, Settings.of(settings()));
    }
}
