package org.ttt4j.app;

import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Undo;
import org.ttt4j.server.Documents;
import org.ttt4j.server.Guard;
import org.ttt4j.server.Selectors;
import org.ttt4j.server.ServerParts;
import org.ttt4j.store.IndexDirectory;
import org.ttt4j.store.NamedEmbedder;

/**
 * The configured parts of a server, and the index directory in the version that is served. Closing it closes all of them.
 * Confined to one thread at a time, apart from {@link #parts()}.
 */
final class Served implements AutoCloseable {

    private static final String ADAPTATION = "adaptation";
    private static final String CARRIES = "carry-optimizer-state";

    private final Configuration configuration;
    private final Path directory;
    private final RunControl control;
    private final Undo opened;
    private final NamedEmbedder embedder;
    private final ServerParts parts;
    private IndexDirectory index;

    private Served(Configuration configuration, Path directory, RunControl control, Undo opened) {
        this.configuration = configuration;
        this.directory = directory;
        this.control = control;
        this.opened = opened;
        AppSettings app = configuration.app();
        if (app.exclude().sameSource()) {
            throw new ConfigException(
                    "ttt.exclude.same-source",
                    "",
                    "found true, wanted false: a request does not say where its text is from");
        }
        String carries =
                Slot.TRAINER.path(configuration.chosen(Slot.TRAINER).provider().id()) + "." + CARRIES;
        if (configuration.config().hasPath(carries) && configuration.config().getBoolean(carries)) {
            throw new ConfigException(
                    carries,
                    "",
                    "found true, wanted false: what the optimizer keeps of one request would reach the next");
        }
        Backends backends = opened.push(new Backends(configuration));
        embedder = backends.namedEmbedder();
        index = open(); // refused before the slow trainers are opened
        opened.push(() -> index.close());
        parts = new ServerParts(
                embedder.embedder(),
                documents(index),
                selectors(),
                trainers(),
                configuration.preselection(index.manifest().metric()),
                guard(app.exclude()),
                app.neighbors(),
                app.candidates());
    }

    /**
     * Opens everything or nothing.
     *
     * @param directory what {@code ttt index build} made
     */
    static Served open(Configuration configuration, Path directory, RunControl control) {
        Undo opened = new Undo();
        try (Undo undo = new Undo()) {
            undo.push(opened);
            return undo.keep(new Served(configuration, directory, control, opened));
        }
    }

    ServerParts parts() {
        return parts;
    }

    Path directory() {
        return directory;
    }

    /** The version that is served. */
    String version() {
        return index.manifest().contentHash();
    }

    /**
     * Opens the present version of the directory.
     *
     * @throws org.ttt4j.store.StoreException if it is damaged or of another embedder
     */
    IndexDirectory open() {
        IndexDirectory newest =
                IndexDirectory.open(directory, configuration.app().verify(), control);
        try (Undo undo = new Undo()) {
            undo.push(newest);
            newest.manifest().demandEmbedder(embedder);
            return undo.keep(newest);
        }
    }

    /** What a server reads of a directory; closed with it. */
    Documents documents(IndexDirectory of) {
        return new Documents(
                of.index(ConfiguredIndex.chosen(configuration), control),
                of.corpus(),
                of.manifest().contentHash());
    }

    /** The directory in the version that is served. */
    IndexDirectory current() {
        return index;
    }

    /** Another version is served, and closed in the end, from now on. */
    void replace(IndexDirectory newest) {
        index = newest;
    }

    @Override
    public void close() {
        opened.close();
    }

    private Map<String, Trainer> trainers() {
        Registered chosen = configuration.chosen(Slot.TRAINER);
        String key = Slot.TRAINER.path(chosen.provider().id()) + "." + ADAPTATION;
        boolean knows = configuration.defaults().hasPath(key);
        List<String> modes = Stream.of(configuration
                        .settings(ServeCommand.PATH)
                        .string("modes", "")
                        .split(",", -1))
                .map(String::strip)
                .filter(mode -> !mode.isEmpty())
                .distinct()
                .toList();
        if (!modes.isEmpty() && !knows) {
            throw configuration
                    .settings(ServeCommand.PATH)
                    .refuse(
                            "modes",
                            "found " + modes + ", wanted none: the trainer \""
                                    + chosen.provider().id() + "\" has no key " + ADAPTATION);
        }
        if (modes.isEmpty()) {
            modes = List.of(knows ? configuration.config().getString(key) : "default");
        }
        Map<String, Trainer> trainers = new LinkedHashMap<>();
        for (String mode : modes) {
            Configuration own = knows ? with(Map.of(key, mode)) : configuration;
            trainers.put(
                    mode,
                    opened.push(Backends.settled(
                            own,
                            chosen,
                            BackendProvider.OfTrainer.class,
                            (provider, settings) -> provider.open(settings))));
        }
        return trainers;
    }

    private Selectors selectors() {
        String first = configuration.chosen(Slot.SELECTOR).provider().id();
        List<String> ids = new ArrayList<>(List.of(first));
        configuration.registry().ids(Slot.SELECTOR).stream()
                .filter(id -> !id.equals(first))
                .forEach(ids::add);
        return new ConfiguredSelectors(List.copyOf(ids));
    }

    private static Guard guard(ExcludeSettings exclude) {
        boolean none = exclude.ids().isEmpty() && exclude.sources().isEmpty() && exclude.nearDuplicates() == 0;
        return none ? Guard.NONE : (corpus, text) -> exclude.exclusion(corpus, text, "");
    }

    private Configuration with(Map<String, String> values) {
        var config = configuration.config();
        for (Map.Entry<String, String> value : values.entrySet()) {
            config = config.withValue(value.getKey(), ConfigValueFactory.fromAnyRef(value.getValue(), "the request"));
        }
        return new Configuration(config, configuration.defaults(), configuration.registry());
    }

    /** Every selector on the path, under this configuration and what a request sets. Thread-safe. */
    private final class ConfiguredSelectors implements Selectors {
        private final List<String> ids;

        ConfiguredSelectors(List<String> ids) {
            this.ids = ids;
        }

        @Override
        public List<String> ids() {
            return ids;
        }

        @Override
        public Selector open(String id, Map<String, String> settings) {
            Registered chosen = configuration.named(Slot.SELECTOR, id, "");
            Map<String, String> keys = new LinkedHashMap<>();
            settings.forEach((key, value) -> keys.put(Slot.SELECTOR.path(id) + "." + key, value));
            return Backends.settled(
                    with(keys), chosen, BackendProvider.OfSelector.class, (provider, own) -> provider.open(own));
        }
    }
}
