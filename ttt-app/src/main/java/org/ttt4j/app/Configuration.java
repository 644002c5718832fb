package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Metric;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.Settings;

/**
 * The resolved configuration: what the user set over the defaults of all modules. Thread-safe.
 *
 * @param config everything, resolved
 * @param defaults the defaults alone
 * @param registry the backends that may be configured
 */
record Configuration(Config config, Config defaults, Registry registry) {

    /**
     * Reads, resolves and checks.
     *
     * @throws ConfigException if a key is unknown, of the wrong shape, or names a backend that is not there
     */
    static Configuration load(Registry registry, ConfigurationSources sources) {
        Config defaults = Defaults.read(registry);
        Config set = sources.read(defaults.getObject("ttt").keySet());
        try {
            Config resolved = set.withFallback(defaults).resolve();
            Configuration configuration = new Configuration(resolved, defaults.resolveWith(resolved), registry);
            new KeyCheck(registry, configuration.defaults).check(set.resolveWith(resolved));
            return configuration;
        } catch (com.typesafe.config.ConfigException unresolved) {
            throw new ConfigException("configuration", "", unresolved.getMessage());
        }
    }

    /** The application's own settings. */
    AppSettings app() {
        return AppSettings.from(new TrackedSettings(config, "ttt"));
    }

    /**
     * Which documents of an index a selector chooses from.
     *
     * @param metric of the index
     * @throws ConfigException if the metric has no such documents
     */
    Preselection preselection(Metric metric) {
        Preselection preselection = app().preselection();
        if (!preselection.supports(metric)) {
            throw settings("ttt")
                    .refuse(
                            "preselection",
                            "found " + AppSettings.spelling(preselection) + " and an index of metric "
                                    + AppSettings.spelling(metric) + ", wanted "
                                    + AppSettings.spelling(Preselection.NEAREST)
                                    + ", or an index that was built with ttt.index.metric = "
                                    + AppSettings.spelling(Metric.INNER_PRODUCT));
        }
        return preselection;
    }

    /** Settings below a path such as {@code ttt.eval}, for a command's own settings record. */
    Settings settings(String path) {
        return new TrackedSettings(config, path);
    }

    /** A backend's own settings, which remember what was read. */
    TrackedSettings settings(Registered backend) {
        return new TrackedSettings(
                config, backend.slot().path(backend.provider().id()));
    }

    /**
     * The backend chosen for a slot.
     *
     * @throws ConfigException if there is none of that name
     */
    Registered chosen(Slot slot) {
        TrackedSettings own = new TrackedSettings(config, "ttt." + slot.key());
        return named(slot, own.string("use", ""), own.origin("use"));
    }

    /** A backend by id, if there is one. */
    Optional<Registered> found(Slot slot, String id) {
        return registry.find(slot, id);
    }

    /**
     * A backend by id.
     *
     * @param origin where the id came from
     * @throws ConfigException if there is none of that name
     */
    Registered named(Slot slot, String id, String origin) {
        return registry.find(slot, id)
                .orElseThrow(() -> new ConfigException(
                        slot.useKey() + " = " + id,
                        origin,
                        "no such backend; on the module path are " + registry.ids(slot)));
    }

    /**
     * The same with values that were stored earlier, wherever the user has set nothing: a value that comes from anywhere but
     * the defaults is the user's, even if it is equal.
     *
     * @param path below which the keys are
     */
    Configuration recalling(String path, Map<String, String> stored) {
        return unlessSet(path, stored, "the index");
    }

    /**
     * The same with values that a command prefers to the defaults, wherever the user has set nothing.
     *
     * @param path below which the keys are
     * @param origin who prefers them
     */
    Configuration unlessSet(String path, Map<String, String> stored, String origin) {
        Config recalled = config;
        for (Map.Entry<String, String> entry : stored.entrySet()) {
            String key = path + "." + entry.getKey();
            if (!config.hasPath(key) || isDefault(key)) {
                recalled = recalled.withValue(key, ConfigValueFactory.fromAnyRef(entry.getValue(), origin));
            }
        }
        return new Configuration(recalled, defaults, registry);
    }

    /** Whether a value comes from the defaults: one that the user has set is the user's, even if it is equal. */
    boolean isDefault(String key) {
        return defaults.hasPath(key)
                && config.getValue(key).origin().equals(defaults.getValue(key).origin());
    }

    /** The same with one more value, stronger than all others. */
    Configuration with(String key, String value, String origin) {
        return new Configuration(
                config.withValue(key, ConfigValueFactory.fromAnyRef(value, origin)), defaults, registry);
    }

    /** Every value below {@code ttt}, by full key. */
    SortedMap<String, String> values() {
        SortedMap<String, String> values = new TreeMap<>();
        entries().forEach((key, value) -> values.put(key, text(value)));
        return values;
    }

    /** Every value below {@code ttt} with its origin, by full key. */
    SortedMap<String, ConfigValue> entries() {
        SortedMap<String, ConfigValue> entries = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            if (entry.getKey().startsWith("ttt.")) {
                entries.put(entry.getKey(), entry.getValue());
            }
        }
        return entries;
    }

    /** A value as a user would write it. */
    static String text(ConfigValue value) {
        Object plain = value.unwrapped();
        return plain instanceof List || plain instanceof Map ? value.render() : String.valueOf(plain);
    }
}
