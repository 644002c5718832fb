package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Settings;

/** Settings below one path of a configuration; remembers which keys were read. Thread-safe. */
final class TrackedSettings implements Settings {

    private final Config config;
    private final String path;
    private final Set<String> read = new ConcurrentSkipListSet<>();

    /**
     * Settings below a path.
     *
     * @param config the whole configuration
     * @param path such as {@code ttt.index.faiss}
     */
    TrackedSettings(Config config, String path) {
        this.config = config;
        this.path = path;
    }

    @Override
    public Optional<String> find(String key) {
        read.add(key);
        ConfigValue value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(config.getString(path + "." + key));
            case LIST -> throw refuse(key, "found a list, wanted a single value");
            case OBJECT -> throw refuse(key, "found a block of keys, wanted a single value");
            case NULL -> Optional.empty();
        };
    }

    @Override
    public ConfigException refuse(String key, String problem) {
        return new ConfigException(path + "." + key, origin(key), problem);
    }

    /** Where a key's value came from, or empty when it is not set. */
    String origin(String key) {
        ConfigValue value = value(key);
        return value == null ? "" : value.origin().description();
    }

    /**
     * Demands that everything set was read.
     *
     * @param defaults the defaults, whose keys are known even if this reader did not need them
     * @throws ConfigException for the first key that nobody knows
     */
    void refuseUnread(Config defaults) {
        if (!config.hasPath(path)) {
            return;
        }
        Set<String> known = new TreeSet<>(read);
        if (defaults.hasPath(path)) {
            defaults.getConfig(path).entrySet().forEach(entry -> known.add(entry.getKey()));
        }
        for (String key : new TreeSet<>(config.getConfig(path).root().keySet())) {
            boolean block = known.stream().anyMatch(one -> one.startsWith(key + "."));
            if (!known.contains(key) && !block) {
                throw refuse(key, KeyCheck.unknown(path + ".", key, known));
            }
        }
    }

    private ConfigValue value(String key) {
        String full = path + "." + key;
        return config.hasPath(full) ? config.getValue(full) : null;
    }
}
