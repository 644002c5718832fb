package org.ttt4j.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ttt4j.api.ConfigException;

/** The arms of a study file: a full grid or a list of named ones, then the baselines. Confined to one thread. */
final class StudyArms {

    /** What each baseline sets. */
    static final Map<String, Map<String, String>> BASELINES = baselines();

    private static final int MOST = 1000;
    /** Keys whose values say enough by themselves. */
    private static final Set<String> SPEAKING = Set.of("method", "order");

    private final StudyKeys keys;
    private final Invocation invocation;
    private final List<Shorthand> common;
    private final List<Long> seeds;
    private final Map<String, String> defaults;
    private final Set<String> heads = new HashSet<>();

    /**
     * Arms.
     *
     * @param common what the file sets for all arms
     * @param seeds of arms that say nothing of their own
     * @param defaults arms' own keys where an arm says nothing
     */
    StudyArms(
            StudyKeys keys,
            Invocation invocation,
            List<Shorthand> common,
            List<Long> seeds,
            Map<String, String> defaults) {
        this.keys = keys;
        this.invocation = invocation;
        this.common = common;
        this.seeds = seeds;
        this.defaults = Map.copyOf(defaults);
    }

    private static Map<String, Map<String, String>> baselines() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        all.put("base", Map.of("method", "base"));
        all.put("in-context", Map.of("method", "in-context", "selector.use", "nn"));
        all.put("interpolation", Map.of("method", "interpolation", "selector.use", "nn"));
        all.put("dynamic-evaluation", Map.of("method", "dynamic-evaluation"));
        all.put("nn", Map.of("selector.use", "nn"));
        all.put("nn-f", Map.of("selector.use", "nn-f"));
        all.put("random", Map.of("selector.use", "random"));
        return all;
    }

    /** All arms in order; arms that would do the same are one. */
    List<ArmPlan> read() {
        Map<String, Map<String, String>> named = new LinkedHashMap<>();
        if (keys.has("study.vary") && keys.has("study.arms")) {
            throw keys.refuse("study.arms", "either study.vary or study.arms, not both");
        }
        grid().forEach(settings -> named.put(name(settings), settings));
        listed().forEach(named::put);
        for (String baseline : keys.words("study.baselines")) {
            Map<String, String> settings = BASELINES.get(baseline);
            if (settings == null) {
                throw new ConfigException(
                        "study.baselines",
                        keys.block("study").getValue("baselines").origin().description(),
                        "found \"" + baseline + "\", wanted some of " + BASELINES.keySet()
                                + Nearest.to(baseline, BASELINES.keySet())
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
            named.putIfAbsent(baseline, settings);
        }
        if (named.isEmpty()) {
            throw keys.refuse("study", "study.vary, study.arms or study.baselines to say what is compared");
        }
        return distinct(named);
    }

    private List<ArmPlan> distinct(Map<String, Map<String, String>> named) {
        List<ArmPlan> arms = new ArrayList<>();
        Set<SortedMap<String, String>> seen = new HashSet<>();
        Map<SortedMap<String, String>, Configuration> configurations = new HashMap<>();
        named.forEach((name, settings) -> {
            SortedMap<String, String> own = new TreeMap<>(defaults);
            SortedMap<String, String> below = new TreeMap<>();
            settings.forEach((key, value) -> {
                if (ArmOptions.DEFAULTS.containsKey(key)) {
                    own.put(key, value);
                } else {
                    demandKnown(name, key);
                    below.put("ttt." + key, value);
                }
            });
            Configuration configuration = configurations.computeIfAbsent(below, keysBelow -> load(name, keysBelow));
            ArmOptions options = ArmOptions.of(own, "arm " + name);
            SortedMap<String, String> identity = ArmPlan.identity(configuration, own);
            if (seen.add(identity)) {
                arms.add(new ArmPlan(
                        names(name, settings, identity, arms),
                        options,
                        configuration,
                        seeds(configuration, options),
                        identity));
            }
        });
        return List.copyOf(arms);
    }

    /** Only what begins as a key of the configuration does is left to the configuration to judge. */
    private void demandKnown(String arm, String key) {
        if (heads.isEmpty()) {
            heads.addAll(
                    invocation.configuration(common).defaults().getObject("ttt").keySet());
        }
        if (!heads.contains(key.split("\\.", 2)[0])) {
            TreeSet<String> known = new TreeSet<>(ArmOptions.DEFAULTS.keySet());
            known.addAll(heads);
            throw new ConfigException(
                    key,
                    "arm " + arm,
                    "no such key, wanted one of "
                            + ArmOptions.DEFAULTS.keySet().stream().sorted().toList()
                            + " or a key of the configuration without ttt."
                            + Nearest.to(key, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
        }
    }

    /** A point of the grid is called by what it uses. */
    private String names(
            String name, Map<String, String> settings, Map<String, String> identity, List<ArmPlan> before) {
        if (!keys.has("study.vary") || BASELINES.containsKey(name)) {
            return name;
        }
        Map<String, String> used = new LinkedHashMap<>(settings);
        used.keySet().removeIf(key -> !identity.containsKey(key) && !identity.containsKey("ttt." + key));
        String shorter = name(used);
        return before.stream().anyMatch(arm -> arm.name().equals(shorter)) ? name : shorter;
    }

    private Configuration load(String name, SortedMap<String, String> below) {
        List<Shorthand> all = new ArrayList<>(common);
        below.forEach((key, value) -> all.add(new Shorthand("arm " + name, key, value)));
        Configuration configuration = invocation.configuration(all);
        below.forEach((key, value) -> {
            String found = configuration.values().get(key);
            if (!value.equals(found)) {
                throw CommandException.usage("found --set " + key + "=" + found + ", which wins over " + value
                        + " of arm " + name + "; wanted one of the two");
            }
        });
        return configuration;
    }

    /** Arms that nothing random enters run for the first seed alone. */
    private List<Long> seeds(Configuration configuration, ArmOptions options) {
        boolean shuffled = options.order() == StudyOrder.SHUFFLED;
        return shuffled || !StudySeeds.keys(configuration, options.method()).isEmpty() ? seeds : seeds.subList(0, 1);
    }

    private List<Map<String, String>> grid() {
        Config vary = keys.block("study.vary");
        List<Map<String, String>> grid = new ArrayList<>();
        if (vary.isEmpty()) {
            return grid;
        }
        grid.add(new LinkedHashMap<>());
        for (String key : inOrder(vary)) {
            List<String> values = keys.words("study.vary." + key);
            if (values.isEmpty()) {
                throw keys.refuse("study.vary." + key, "a list of values");
            }
            List<Map<String, String>> wider = new ArrayList<>();
            for (Map<String, String> point : grid) {
                for (String value : values) {
                    Map<String, String> next = new LinkedHashMap<>(point);
                    next.put(plain(key), value);
                    wider.add(next);
                }
            }
            grid = wider;
            if (grid.size() > MOST) {
                throw keys.refuse("study.vary", "at most " + MOST + " arms");
            }
        }
        return grid;
    }

    private Map<String, Map<String, String>> listed() {
        Map<String, Map<String, String>> arms = new LinkedHashMap<>();
        Config block = keys.block("study.arms");
        List<Map.Entry<String, ConfigValue>> entries =
                new ArrayList<>(block.root().entrySet());
        entries.sort((one, other) -> Integer.compare(
                one.getValue().origin().lineNumber(), other.getValue().origin().lineNumber()));
        for (Map.Entry<String, ConfigValue> arm : entries) {
            String path = "study.arms." + ConfigUtil.joinPath(arm.getKey());
            if (arm.getValue().valueType() != ConfigValueType.OBJECT) {
                throw keys.refuse(path, "a block of keys, such as { selector.use = nn }");
            }
            Config own = keys.block(path);
            Map<String, String> settings = new LinkedHashMap<>();
            for (String key : inOrder(own)) {
                settings.put(plain(key), keys.text(path + "." + key, ""));
            }
            arms.put(arm.getKey(), settings);
        }
        return arms;
    }

    /** Keys of a block in the order of the file; HOCON itself keeps none. */
    private static List<String> inOrder(Config block) {
        TreeSet<String> sorted = new TreeSet<>();
        block.entrySet().forEach(entry -> sorted.add(entry.getKey()));
        List<String> keys = new ArrayList<>(sorted);
        keys.sort((one, other) -> Integer.compare(
                block.getValue(one).origin().lineNumber(),
                block.getValue(other).origin().lineNumber()));
        return keys;
    }

    /** A key without the quotes that HOCON puts around some words, as in {@code kmeans++}. */
    private static String plain(String key) {
        String plain = String.join(".", ConfigUtil.splitPath(key));
        // How all or a few weights learn is called a mode as often as an adaptation.
        return plain.matches("trainer\\.[^.]+\\.mode")
                ? plain.substring(0, plain.lastIndexOf('.')) + ".adaptation"
                : plain;
    }

    /** Such as {@code sift lambda=0.1}: what is used, then the values. */
    private static String name(Map<String, String> settings) {
        List<String> words = new ArrayList<>();
        List<String> values = new ArrayList<>();
        settings.forEach((key, value) -> {
            String last = key.substring(key.lastIndexOf('.') + 1);
            if (last.equals("use")) {
                words.add(value);
            } else if (SPEAKING.contains(key)) {
                values.add(0, value);
            } else {
                values.add((key.startsWith("in-context.") ? key.replace('.', '-') : last) + "=" + value);
            }
        });
        words.addAll(values);
        return words.isEmpty() ? "default" : String.join(" ", words);
    }
}
