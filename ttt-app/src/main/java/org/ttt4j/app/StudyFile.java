package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.api.ConfigException;
import org.ttt4j.store.Sha256;

/**
 * A study as its file describes it. Thread-safe.
 *
 * @param name for people
 * @param data what it is about
 * @param counts after how many neighbours documents are scored
 * @param arms what is compared
 * @param seeds of arms that something random enters
 * @param parallelism sessions at the same time; empty for as many as cores and the trainer's threads allow
 * @param examples documents of each arm that improved most, and as many that improved least, which are kept in full
 * @param sha256 of the file
 */
record StudyFile(
        String name,
        StudyData data,
        NeighborCounts counts,
        List<ArmPlan> arms,
        List<Long> seeds,
        Optional<Integer> parallelism,
        int examples,
        String sha256) {

    private static final List<String> KEYS =
            List.of("name", "data", "neighbors", "vary", "arms", "baselines", "seeds", "parallelism", "examples");

    StudyFile {
        arms = List.copyOf(arms);
        seeds = List.copyOf(seeds);
    }

    /**
     * Reads and checks.
     *
     * @throws ConfigException if a key is unknown or has a value that cannot be
     */
    static StudyFile read(Path file, Invocation invocation) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CommandException.failed(file + ": no such file, wanted a study file");
        }
        Config config = parse(file);
        StudyKeys keys = new StudyKeys(config);
        for (String head : config.root().keySet()) {
            if (!head.equals("study") && !head.equals("ttt")) {
                throw new ConfigException(
                        head,
                        config.root().get(head).origin().description(),
                        KeyCheck.unknown("", head, List.of("study", "ttt")));
            }
        }
        if (!keys.has("study")) {
            throw CommandException.failed(file + ": found no block \"study\", wanted study { ... }");
        }
        keys.demandKnown("study", KEYS);
        StudyData data = StudyData.read(keys);
        List<Long> seeds = keys.numbers("study.seeds", List.of(0L));
        if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
            throw keys.refuse("study.seeds", "at least one seed and each once");
        }
        Map<String, String> defaults = new TreeMap<>(ArmOptions.DEFAULTS);
        defaults.put("split-text", String.valueOf(keys.flag("study.data.split-text", false)));
        String name = keys.text("study.name", stem(file));
        return new StudyFile(
                name,
                data,
                counts(keys),
                new StudyArms(keys, invocation, common(config), seeds, defaults).read(),
                seeds,
                parallelism(keys),
                (int) keys.whole("study.examples", 1, 0, 100),
                Sha256.of(file));
    }

    private static Config parse(Path file) {
        try {
            ConfigParseOptions strict =
                    ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(file.toString());
            return ConfigFactory.parseFile(file.toFile(), strict).resolve();
        } catch (com.typesafe.config.ConfigException unreadable) {
            throw new ConfigException(file.toString(), "", unreadable.getMessage());
        }
    }

    /** What the file sets below {@code ttt}, for all arms. */
    private static List<Shorthand> common(Config config) {
        SortedMap<String, ConfigValue> values = new TreeMap<>();
        config.entrySet().forEach(entry -> {
            if (entry.getKey().startsWith("ttt.")) {
                values.put(entry.getKey(), entry.getValue());
            }
        });
        List<Shorthand> common = new ArrayList<>();
        values.forEach((key, value) -> {
            if (value.valueType() == ConfigValueType.LIST) {
                throw new ConfigException(
                        key,
                        value.origin().description(),
                        "found a list, wanted a single value; study.vary takes lists");
            }
            common.add(new Shorthand(value.origin().description(), key, Configuration.text(value)));
        });
        return common;
    }

    private static NeighborCounts counts(StudyKeys keys) {
        List<Long> numbers = keys.numbers("study.neighbors", List.of(0L, 1L, 5L, 10L, 20L, 50L));
        try {
            return NeighborCounts.parse(
                    String.join(",", numbers.stream().map(String::valueOf).toList()));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException("study.neighbors", "", wrong.getMessage());
        }
    }

    private static Optional<Integer> parallelism(StudyKeys keys) {
        return keys.text("study.parallelism", "auto").equals("auto")
                ? Optional.empty()
                : Optional.of((int) keys.whole("study.parallelism", 1, 1, 1024));
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
