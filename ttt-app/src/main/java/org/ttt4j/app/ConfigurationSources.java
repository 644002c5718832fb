package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.ttt4j.api.ConfigException;

/**
 * Where a user's settings come from, weakest first: a file, environment variables ({@code CONFIG_FORCE_ttt_index_use};
 * in names {@code _} means a dot, {@code __} a dash, {@code ___} an underscore), system properties
 * ({@code -Dttt.index.use=exact}), options of one command that are short for a key, {@code --set}. Thread-safe as long as
 * nobody changes the parts.
 *
 * @param file configuration file, if any
 * @param environment variables of the process
 * @param properties system properties
 * @param shorthands options of a command that stand for a key
 * @param assignments {@code key=value} pairs of the command line
 */
record ConfigurationSources(
        Optional<Path> file,
        Map<String, String> environment,
        Properties properties,
        List<Shorthand> shorthands,
        List<String> assignments) {

    private static final String FORCE = "CONFIG_FORCE_";
    /** A word such as {@code kmeans++} of a key, not yet in quotes. */
    private static final Pattern ENDS_IN_PLUS = Pattern.compile("(?<=\\.)[a-z0-9-]+\\++(?=\\.)");

    /** Sources without a file and without anything from the machine. */
    static ConfigurationSources of(List<String> assignments) {
        return new ConfigurationSources(Optional.empty(), Map.of(), new Properties(), List.of(), assignments);
    }

    /**
     * Everything the user set, strongest first.
     *
     * @param heads first words of settings; other system properties below {@code ttt} belong to launcher, build and
     *     tests
     */
    Config read(Set<String> heads) {
        return fromAssignments()
                .withFallback(fromShorthands())
                .withFallback(fromProperties(heads))
                .withFallback(fromEnvironment())
                .withFallback(fromFile());
    }

    private Config fromFile() {
        if (file.isEmpty()) {
            return ConfigFactory.empty();
        }
        Path path = file.orElseThrow();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw CommandException.usage(
                    "--config " + path + ": " + (Files.exists(path) ? "cannot be read as a file" : "no such file"));
        }
        try {
            ConfigParseOptions strict =
                    ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(path.toString());
            return ConfigFactory.parseFile(path.toFile(), strict);
        } catch (com.typesafe.config.ConfigException unreadable) {
            throw new ConfigException("--config " + path, "", unreadable.getMessage());
        }
    }

    private Config fromEnvironment() {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (variable.getKey().startsWith(FORCE + "ttt_")) {
                String key = variable.getKey().substring(FORCE.length());
                String path = key.replace("___", "\0")
                        .replace("__", "-")
                        .replace('_', '.')
                        .replace('\0', '_');
                config = with(config, path, variable.getValue(), "environment variable " + variable.getKey());
            }
        }
        return config;
    }

    private Config fromProperties(Set<String> heads) {
        Config config = ConfigFactory.empty();
        for (String name : properties.stringPropertyNames().stream().sorted().toList()) {
            String[] words = name.split("\\.", 3);
            if (words.length > 1 && words[0].equals("ttt") && heads.contains(words[1])) {
                config = with(config, name, properties.getProperty(name), "system property");
            }
        }
        return config;
    }

    private Config fromShorthands() {
        Config config = ConfigFactory.empty();
        for (Shorthand shorthand : shorthands) {
            config = with(config, shorthand.key(), shorthand.value(), shorthand.option());
        }
        return config;
    }

    private Config fromAssignments() {
        Config config = ConfigFactory.empty();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            String key =
                    equals < 0 ? assignment : assignment.substring(0, equals).strip();
            if (equals < 0 || !key.startsWith("ttt.")) {
                throw CommandException.usage("--set " + assignment
                        + ": wanted KEY=VALUE with a key that begins with ttt., such as --set ttt.selector.use=nn");
            }
            config = with(config, key, assignment.substring(equals + 1), "--set");
        }
        return config;
    }

    private static Config with(Config config, String path, String value, String origin) {
        // Nobody should have to quote quotes for a shell: + means something in files, but nothing in a key alone.
        String quoted = ENDS_IN_PLUS.matcher(path).replaceAll("\"$0\"");
        try {
            ConfigUtil.splitPath(quoted);
            return config.withValue(quoted, ConfigValueFactory.fromAnyRef(value, origin));
        } catch (com.typesafe.config.ConfigException malformed) {
            throw new ConfigException(path, origin, "is not a key: " + malformed.getMessage());
        }
    }
}
