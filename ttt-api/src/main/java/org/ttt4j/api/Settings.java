package org.ttt4j.api;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A backend's own settings, keys relative to {@code ttt.<slot>.<id>}: lower case with dashes. A backend reads each key
 * once, when it is opened, into one settings record. Whoever assembles the backends refuses keys that nobody read.
 * Thread-safe.
 */
public interface Settings {

    /** The raw value, or empty when the key is not set. */
    Optional<String> find(String key);

    /** Makes the exception that tells a user what is wrong with a key, naming where its value came from. */
    ConfigException refuse(String key, String problem);

    /** Settings from plain strings, for programs that use a backend without config files. */
    static Settings of(Map<String, String> values) {
        return new MapSettings(Map.copyOf(values));
    }

    /** The value, or the fallback. */
    default String string(String key, String fallback) {
        return find(key).orElse(fallback);
    }

    /** A path; relative ones are relative to the working directory. */
    default Optional<Path> path(String key) {
        return find(key).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /**
     * A whole number.
     *
     * @throws ConfigException if it is not one or lies outside [min, max]
     */
    default int integer(String key, int fallback, int min, int max) {
        return Parsing.integer(this, key, fallback, min, max);
    }

    /**
     * A finite number.
     *
     * @throws ConfigException if it is not one or lies outside [min, max]
     */
    default double number(String key, double fallback, double min, double max) {
        return Parsing.number(this, key, fallback, min, max);
    }

    /**
     * {@code true} or {@code false}.
     *
     * @throws ConfigException if it is neither
     */
    default boolean flag(String key, boolean fallback) {
        return Parsing.flag(this, key, fallback);
    }

    /**
     * One constant of an enum, written in lower case with dashes.
     *
     * @throws ConfigException if it is none of them, listing all
     */
    default <E extends Enum<E>> E choice(String key, E fallback) {
        return Parsing.choice(this, key, fallback);
    }
}
