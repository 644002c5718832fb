package org.ttt4j.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.IndexBuilder;
import org.ttt4j.api.IndexSpec;
import org.ttt4j.api.Metric;
import org.ttt4j.api.VectorIndex;
import org.ttt4j.store.IndexBackend;
import org.ttt4j.store.IndexBackends;
import org.ttt4j.store.IndexManifest;

/** An index backend with the settings of a configuration. Confined to one thread. */
record ConfiguredIndex(Configuration configuration, Registered chosen) implements IndexBackend {

    /** The backend that the configuration chooses. */
    static ConfiguredIndex chosen(Configuration configuration) {
        return new ConfiguredIndex(configuration, configuration.chosen(Slot.INDEX));
    }

    /** Every backend on the path, by id. */
    static IndexBackends all(Configuration configuration) {
        return id -> named(configuration, id);
    }

    /** The chosen backend if an index has it or has none, else the first that it has, as it was built. */
    static IndexBackend of(Configuration configuration, IndexManifest manifest) {
        ConfiguredIndex chosen = chosen(configuration);
        if (manifest.backends().isEmpty() || manifest.backends().containsKey(chosen.id())) {
            return chosen;
        }
        String first = manifest.backends().keySet().iterator().next();
        return named(configuration, first)
                .recalling(manifest.backends().get(first).settings());
    }

    /** One that an index directory names: no key is to blame if it is not there. */
    private static ConfiguredIndex named(Configuration configuration, String id) {
        return new ConfiguredIndex(
                configuration,
                configuration
                        .found(Slot.INDEX, id)
                        .orElseThrow(() -> CommandException.failed("the index has files of the backend " + id
                                + ", which is not on the module path; add it with --plugins DIR")));
    }

    /**
     * Refuses a metric that the user has set, unless an index has it: a search by another one would need another index.
     *
     * @throws CommandException if they differ
     */
    static void demandMetric(Configuration configuration, IndexManifest manifest) {
        Metric set = configuration.app().metric();
        if (set != manifest.metric() && !configuration.isDefault("ttt.index.metric")) {
            throw CommandException.usage("found ttt.index.metric = " + AppSettings.spelling(set) + ", wanted "
                    + AppSettings.spelling(manifest.metric())
                    + ", which the index was built for: leave the key out or build the index anew");
        }
    }

    @Override
    public String id() {
        return chosen.provider().id();
    }

    @Override
    public Map<String, String> settings() {
        String prefix = Slot.INDEX.path(id()) + ".";
        Map<String, String> settings = new TreeMap<>();
        configuration.values().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        return settings;
    }

    @Override
    public IndexBackend recalling(Map<String, String> remembered) {
        return remembered.isEmpty() ? this : named(configuration.recalling(Slot.INDEX.path(id()), remembered), id());
    }

    @Override
    public IndexBuilder build(Path directory, IndexSpec spec) {
        return Backends.settled(
                configuration,
                chosen,
                BackendProvider.OfIndex.class,
                (provider, settings) -> provider.build(directory, spec, settings));
    }

    @Override
    public boolean resumes() {
        return chosen.provider() instanceof BackendProvider.OfIndex provider && provider.resumes();
    }

    @Override
    public VectorIndex open(Path directory, IndexSpec spec) {
        return Backends.settled(
                configuration,
                chosen,
                BackendProvider.OfIndex.class,
                (provider, settings) -> provider.open(directory, spec, settings));
    }
}
