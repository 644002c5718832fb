package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A comparison of several ways to read the same streams, as a file of HOCON says it. Thread-safe.
 *
 * @param title heading of table and chart
 * @param question what it answers, in a sentence
 * @param domains of the streams, one stream each
 * @param bytes of a stream
 * @param changeEvery bytes after which a stream goes on with another of the domains; 0 for never
 * @param axis what the chart's horizontal axis is
 * @param settings of all arms, by key
 * @param arms the first is what the others are compared with
 */
record StreamStudy(
        String title,
        String question,
        List<String> domains,
        int bytes,
        int changeEvery,
        Axis axis,
        Map<String, String> settings,
        List<Arm> arms) {

    StreamStudy {
        domains = List.copyOf(domains);
        settings = sorted(settings);
        arms = List.copyOf(arms);
    }

    /** In the same order in every process: a directory of results remembers the study by its words. */
    private static Map<String, String> sorted(Map<String, String> settings) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** What the horizontal axis shows. */
    enum Kind {
        /** The number that each arm gives as its x. */
        ARM,
        /** Floating point operations per byte of text. */
        FLOPS,
        /** Tokens since the text changed. */
        TOKENS
    }

    /**
     * The horizontal axis. Thread-safe.
     *
     * @param of what it shows
     * @param name below it
     * @param log whether it is logarithmic
     */
    record Axis(Kind of, String name, boolean log) {}

    /**
     * One way to read. Thread-safe.
     *
     * @param name unique
     * @param series arms of one series are joined by a line
     * @param x place on the axis; NaN for an arm that is drawn as a level
     * @param prior bytes of other text of the domain that the model is trained on before it reads; 0 for none
     * @param settings of this arm, by key
     */
    record Arm(String name, String series, double x, int prior, Map<String, String> settings) {
        Arm {
            settings = sorted(settings);
        }
    }

    /**
     * Reads a file.
     *
     * @param scale multiplies how much text there is
     * @throws CommandException if something in it is missing, unknown or wrong
     */
    static StreamStudy read(Path file, double scale) {
        try {
            Config config = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            demandKnown(file, config, "title", "question", "streams", "axis", "settings", "arms");
            Config streams = config.getConfig("streams");
            demandKnown(file, streams, "domains", "bytes", "change-every");
            Config axis = config.getConfig("axis");
            demandKnown(file, axis, "of", "name", "log");
            List<Arm> arms = new ArrayList<>();
            for (Config arm : config.getConfigList("arms")) {
                arms.add(arm(file, arm));
            }
            StreamStudy study = new StreamStudy(
                    config.getString("title"),
                    config.getString("question"),
                    streams.getStringList("domains"),
                    (int) Math.max(1000, scale * streams.getInt("bytes")),
                    streams.hasPath("change-every") ? streams.getInt("change-every") : 0,
                    new Axis(
                            axis.getEnum(Kind.class, "of"),
                            axis.getString("name"),
                            axis.hasPath("log") && axis.getBoolean("log")),
                    config.hasPath("settings") ? flat(config.getConfig("settings")) : Map.of(),
                    arms);
            study.demandArms(file);
            return study;
        } catch (com.typesafe.config.ConfigException wrong) {
            throw CommandException.failed(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Refuses a file of this kind where a study of documents is wanted.
     *
     * @throws CommandException naming the command that runs it
     */
    static void refuse(Path file) {
        try {
            Config config = ConfigFactory.parseFile(file.toFile());
            if (config.hasPath("streams") && config.hasPath("axis")) {
                throw CommandException.usage(
                        file + ": this is a study of streams, wanted `ttt stream study " + file + " --out DIR`");
            }
        } catch (com.typesafe.config.ConfigException unreadable) {
            // whoever reads it as a study says what is wrong
        }
    }

    private static Arm arm(Path file, Config arm) {
        demandKnown(file, arm, "name", "series", "x", "prior", "settings");
        String name = arm.getString("name");
        return new Arm(
                name,
                arm.hasPath("series") ? arm.getString("series") : name,
                arm.hasPath("x") ? arm.getDouble("x") : Double.NaN,
                arm.hasPath("prior") ? arm.getInt("prior") : 0,
                arm.hasPath("settings") ? flat(arm.getConfig("settings")) : Map.of());
    }

    private void demandArms(Path file) {
        Set<String> names = new LinkedHashSet<>();
        for (Arm arm : arms) {
            if (!names.add(arm.name())) {
                throw CommandException.failed(file + ": found two arms \"" + arm.name() + "\", wanted each name once");
            }
        }
        if (arms.isEmpty() || domains.isEmpty()) {
            throw CommandException.failed(file + ": found " + arms.size() + " arms and " + domains.size()
                    + " domains, wanted at least one of each");
        }
    }

    private static void demandKnown(Path file, Config config, String... known) {
        for (String key : config.root().keySet()) {
            if (!List.of(known).contains(key)) {
                throw CommandException.failed(
                        file + ": found the key \"" + key + "\", wanted only " + String.join(", ", known));
            }
        }
    }

    private static Map<String, String> flat(Config settings) {
        Map<String, String> flat = new LinkedHashMap<>();
        settings.entrySet().forEach(entry -> {
            boolean plain = entry.getValue().valueType() != ConfigValueType.LIST;
            flat.put(
                    String.join(".", ConfigUtil.splitPath(entry.getKey())),
                    plain
                            ? String.valueOf(entry.getValue().unwrapped())
                            : entry.getValue().render());
        });
        return flat;
    }

    /** All settings of an arm: its own win over those of all. */
    Map<String, String> settingsOf(Arm arm) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(arm.settings());
        return all;
    }
}
