package org.ttt4j.api;

import java.util.Map;
import java.util.Optional;

/** Settings held in a map. Thread-safe. */
record MapSettings(Map<String, String> values) implements Settings {

    @Override
    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public ConfigException refuse(String key, String problem) {
        return new ConfigException(key, "", problem);
    }
}
