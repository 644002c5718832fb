package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ttt4j.api.ConfigException;

/** Reads keys of a study file; refuses what is not of the wanted shape, naming key and line. Confined to one thread. */
final class StudyKeys {

    private final Config config;

    /** Keys of a whole study file. */
    StudyKeys(Config config) {
        this.config = config;
    }

    /** Refuses keys below a path that are not among the known ones. */
    void demandKnown(String path, List<String> known) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(block(path).root()).entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new ConfigException(
                        path + "." + entry.getKey(),
                        entry.getValue().origin().description(),
                        KeyCheck.unknown(path + ".", entry.getKey(), known));
            }
        }
    }

    /** The block at a path, empty if there is none. */
    Config block(String path) {
        if (!config.hasPath(path)) {
            return ConfigFactory.empty();
        }
        if (config.getValue(path).valueType() != ConfigValueType.OBJECT) {
            throw refuse(path, "a block of keys");
        }
        return config.getConfig(path);
    }

    boolean has(String key) {
        return config.hasPath(key);
    }

    String text(String key, String absent) {
        return single(key).map(Configuration::text).orElse(absent);
    }

    Optional<String> text(String key) {
        return single(key).map(Configuration::text);
    }

    boolean flag(String key, boolean absent) {
        String found = text(key, String.valueOf(absent));
        if (!found.equals("true") && !found.equals("false")) {
            throw refuse(key, "true or false");
        }
        return found.equals("true");
    }

    long whole(String key, long absent, long least, long most) {
        try {
            long number = Long.parseLong(text(key, String.valueOf(absent)));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            throw refuse(key, "a whole number in [" + least + ", " + most + "]", notWhole);
        }
        throw refuse(key, "a whole number in [" + least + ", " + most + "]");
    }

    /** A list of words, or a single one. */
    List<String> words(String key) {
        if (!config.hasPath(key)) {
            return List.of();
        }
        ConfigValue value = config.getValue(key);
        if (value.valueType() != ConfigValueType.LIST) {
            return List.of(text(key, ""));
        }
        List<String> words = new ArrayList<>();
        for (ConfigValue one : config.getList(key)) {
            if (one.valueType() == ConfigValueType.LIST || one.valueType() == ConfigValueType.OBJECT) {
                throw refuse(key, "single values in the list");
            }
            words.add(Configuration.text(one));
        }
        return List.copyOf(words);
    }

    /** A list of whole numbers. */
    List<Long> numbers(String key, List<Long> absent) {
        if (!config.hasPath(key)) {
            return absent;
        }
        List<Long> numbers = new ArrayList<>();
        for (String word : words(key)) {
            try {
                numbers.add(Long.parseLong(word));
            } catch (NumberFormatException notWhole) {
                throw refuse(key, "whole numbers", notWhole);
            }
        }
        return List.copyOf(numbers);
    }

    /** What is wrong with a key, and where it stands. */
    ConfigException refuse(String key, String wanted) {
        ConfigValue value = config.hasPath(key) ? config.getValue(key) : null;
        return new ConfigException(
                key,
                value == null ? "" : value.origin().description(),
                "found " + (value == null ? "nothing" : "\"" + Configuration.text(value) + "\"") + ", wanted "
                        + wanted);
    }

    private ConfigException refuse(String key, String wanted, NumberFormatException cause) {
        ConfigException refused = refuse(key, wanted);
        refused.initCause(cause);
        return refused;
    }

    private Optional<ConfigValue> single(String key) {
        if (!config.hasPath(key)) {
            return Optional.empty();
        }
        ConfigValue value = config.getValue(key);
        if (value.valueType() == ConfigValueType.LIST || value.valueType() == ConfigValueType.OBJECT) {
            throw refuse(key, "a single value");
        }
        return Optional.of(value);
    }
}
