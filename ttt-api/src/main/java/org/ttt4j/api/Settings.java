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

    /**
     * {@return the raw value, or empty when the key is not set}
     *
     * @param key such as {@code batch}
     */
    Optional<String> find(String key);

    /**
     * Makes the exception that tells a user what is wrong with a key, naming where its value came from. It is returned,
     * not thrown.
     *
     * @param key of the setting that is refused
     * @param problem what was found and what was wanted
     * @return to be thrown by the caller
     */
    ConfigException refuse(String key, String problem);

    /**
     * {@return settings from plain strings, for programs that use a backend without config files}
     *
     * @param values by key relative to {@code ttt.<slot>.<id>}; copied. Here nobody refuses keys that are not read
     */
    static Settings of(Map<String, String> values) {
        return new MapSettings(Map.copyOf(values));
    }

    /**
     * {@return the value, or the fallback}
     *
     * @param key such as {@code model}
     * @param fallback when the key is not set
     */
    default String string(String key, String fallback) {
        return find(key).orElse(fallback);
    }

    /**
     * {@return a path, or empty when the key is not set or set to the empty text; relative ones are relative to the
     * working directory}
     *
     * @param key such as {@code model}
     */
    default Optional<Path> path(String key) {
        return find(key).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /**
     * {@return a whole number}
     *
     * @param key such as {@code threads}
     * @param fallback when the key is not set; may lie outside [min, max], for a value that nobody can write
     * @param min least value, itself allowed
     * @param max largest value, itself allowed
     * @throws ConfigException if it is not one or lies outside [min, max]
     */
    default int integer(String key, int fallback, int min, int max) {
        return Parsing.integer(this, key, fallback, min, max);
    }

    /**
     * {@return a finite number}
     *
     * @param key such as {@code learning-rate}
     * @param fallback when the key is not set; may lie outside [min, max]
     * @param min least value, itself allowed
     * @param max largest value, itself allowed
     * @throws ConfigException if it is not one or lies outside [min, max]
     */
    default double number(String key, double fallback, double min, double max) {
        return Parsing.number(this, key, fallback, min, max);
    }

    /**
     * {@return {@code true} or {@code false}}
     *
     * @param key such as {@code normalize}
     * @param fallback when the key is not set
     * @throws ConfigException if it is neither
     */
    default boolean flag(String key, boolean fallback) {
        return Parsing.flag(this, key, fallback);
    }

    /**
     * {@return one constant of an enum, written in lower case with dashes}
     *
     * @param <E> the enum
     * @param key such as {@code pooling}
     * @param fallback when the key is not set; not null, since it says which enum is meant
     * @throws ConfigException if it is none of them, listing all
     */
    default <E extends Enum<E>> E choice(String key, E fallback) {
        return Parsing.choice(this, key, fallback);
    }
}
