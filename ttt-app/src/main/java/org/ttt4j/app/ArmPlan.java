package org.ttt4j.app;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.study.StudyMethod;

/**
 * One arm of a study with everything that decides its results. Thread-safe.
 *
 * @param name unique in the study
 * @param options what it does
 * @param configuration of the backends it uses
 * @param seeds one run per document for each
 * @param identity every setting that decides its results, by key
 */
record ArmPlan(
        String name,
        ArmOptions options,
        Configuration configuration,
        List<Long> seeds,
        SortedMap<String, String> identity) {

    /** Keys that say how something is done and never what comes of it. */
    static final Set<String> RESULTLESS = Set.of("ttt.index.checkpoint-seconds");

    ArmPlan {
        seeds = List.copyOf(seeds);
        identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
    }

    /** Trains on neighbours in the order of their selection: what {@code ttt eval} does. */
    static ArmPlan training(String name, Configuration configuration, boolean splitText) {
        SortedMap<String, String> own = new TreeMap<>(ArmOptions.DEFAULTS);
        own.put("split-text", String.valueOf(splitText));
        return new ArmPlan(name, ArmOptions.of(own, name), configuration, List.of(0L), identity(configuration, own));
    }

    StudyMethod method() {
        return options.method();
    }

    /** The id of its selector. */
    String selector() {
        return configuration.chosen(Slot.SELECTOR).provider().id();
    }

    /**
     * Every setting that decides its results, by key; what its method does not use is left out.
     *
     * @param own values of the arm's own keys
     */
    static SortedMap<String, String> identity(Configuration configuration, SortedMap<String, String> own) {
        StudyMethod method = ArmOptions.of(own, "").method();
        SortedMap<String, String> identity = RunManifest.inUse(
                configuration,
                List.of(configuration.chosen(Slot.SELECTOR).provider().id()));
        identity.keySet()
                .removeIf(key -> key.startsWith("ttt.cache")
                        || key.startsWith("ttt.demo.")
                        || key.startsWith("ttt.corpus.")
                        || key.equals("ttt.neighbors")
                        || RESULTLESS.contains(key)
                        || key.endsWith(".max-sessions"));
        if (!method.usesNeighbors()) {
            identity.keySet()
                    .removeIf(key -> key.startsWith("ttt.selector.")
                            || key.startsWith("ttt.index.")
                            || key.startsWith("ttt.embedder.")
                            || key.startsWith("ttt.exclude.")
                            || key.equals("ttt.candidates")
                            || key.equals("ttt.preselection"));
        }
        SortedMap<String, String> mine = new TreeMap<>(own);
        mine.keySet().removeAll(ArmOptions.idle(method));
        identity.putAll(mine);
        return identity;
    }

    /** The part of a configuration that decides what fills a slot. */
    static String part(Configuration configuration, Slot slot, String id) {
        SortedMap<String, String> part = new TreeMap<>(configuration.values());
        String path = slot.path(id) + ".";
        part.keySet().removeIf(key -> !key.startsWith(path) || key.endsWith(".max-sessions"));
        return id + part;
    }
}
