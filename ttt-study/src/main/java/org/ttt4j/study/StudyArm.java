package org.ttt4j.study;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the things that a study compares. Thread-safe.
 *
 * @param name unique in the study, for people
 * @param method what it does with neighbours
 * @param settings where it differs from the study's common settings, by key; everything that decides its results is
 *     either here or there
 * @param seeds it runs once per document for each; distinct, at least one
 */
public record StudyArm(String name, StudyMethod method, SortedMap<String, String> settings, List<Long> seeds) {

    /**
     * Refuses a blank name and repeated or missing seeds.
     *
     * @param name not blank
     * @param method not null
     * @param settings null is an empty map
     * @param seeds at least one, each once
     */
    public StudyArm {
        Objects.requireNonNull(method, "method");
        settings = settings == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        seeds = List.copyOf(seeds);
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("found an arm without a name, wanted one");
        }
        if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
            throw new IllegalArgumentException(
                    "found arm " + name + " with seeds " + seeds + ", wanted at least one and each once");
        }
    }

    /**
     * {@return an arm that nothing random enters: its only seed is 0}
     *
     * @param name not blank
     * @param method what it does with neighbours
     * @param settings where it differs from the study's; may be empty
     */
    public static StudyArm of(String name, StudyMethod method, Map<String, String> settings) {
        return new StudyArm(name, method, new TreeMap<>(settings), List.of(0L));
    }
}
