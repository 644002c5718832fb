package org.ttt4j.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.study.Study;
import org.ttt4j.study.StudyArm;

/** Gathers what decides the results of a study, arm by arm. Confined to one thread. */
final class StudyIdentity {

    /** What the documents are known by that weights of baselines are chosen on. */
    static final String VALIDATION = "validation";

    private final Map<String, SortedMap<String, String>> arms = new LinkedHashMap<>();

    /** Adds what decides an arm. */
    void add(String arm, String key, String value) {
        arms.computeIfAbsent(arm, absent -> new TreeMap<>()).put(key, value);
    }

    /** Adds several. */
    void add(String arm, Map<String, String> values) {
        arms.computeIfAbsent(arm, absent -> new TreeMap<>()).putAll(values);
    }

    /** The study with what all arms have in common set apart. */
    Study study(StudyFile file, StudyDocuments documents, JsonNode manifest) {
        SortedMap<String, String> common =
                new TreeMap<>(arms.values().iterator().next());
        arms.values().forEach(one -> common.entrySet()
                .removeIf(entry -> !entry.getValue().equals(one.get(entry.getKey()))));
        List<StudyArm> all = new ArrayList<>();
        for (ArmPlan arm : file.arms()) {
            SortedMap<String, String> own = new TreeMap<>(arms.get(arm.name()));
            own.keySet().removeAll(common.keySet());
            all.add(new StudyArm(arm.name(), arm.method(), own, arm.seeds()));
        }
        return new Study(
                Study.FORMAT,
                file.name(),
                file.counts().values(),
                all,
                documents.domains(file.data()),
                common,
                file.data().seed(),
                manifest);
    }
}
