package org.ttt4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What it takes to make the numbers again, as names and values. Thread-safe. */
final class ReportManifest {

    private ReportManifest() {}

    /** What the run says of itself: versions, commit, machine, checksums. Nested names are joined by dots. */
    static Map<String, String> run(Study study) {
        Map<String, String> facts = facts(study.manifest());
        facts.put("seed of the intervals", String.valueOf(study.seed()));
        study.arms().stream()
                .collect(Collectors.groupingBy(
                        StudyArm::seeds,
                        LinkedHashMap::new,
                        Collectors.mapping(StudyArm::name, Collectors.joining(", "))))
                .forEach((seeds, arms) -> facts.put("seeds of " + arms, seeds.toString()));
        return facts;
    }

    /** What the manifest says, without the command. */
    static Map<String, String> facts(JsonNode manifest) {
        Map<String, String> facts = new LinkedHashMap<>();
        manifest.properties().forEach(entry -> {
            if (!entry.getKey().equals("command")) {
                flatten(entry.getKey(), entry.getValue(), facts);
            }
        });
        return facts;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> facts) {
        if (value.isObject()) {
            value.properties().forEach(entry -> flatten(name + "." + entry.getKey(), entry.getValue(), facts));
        } else if (value.isArray() && value.isEmpty()) {
            return;
        } else if (value.isArray() && value.get(0).isContainerNode()) {
            for (int i = 0; i < value.size(); i++) {
                flatten(name + "." + (i + 1), value.get(i), facts);
            }
        } else {
            facts.put(name, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /** The resolved configuration: what all arms have in common, then each arm's own. */
    static Map<String, String> settings(Study study) {
        Map<String, String> settings = new LinkedHashMap<>(new TreeMap<>(study.settings()));
        study.arms()
                .forEach(arm -> arm.settings().forEach((key, value) -> settings.put(arm.name() + ": " + key, value)));
        return settings;
    }

    /** The command that was given, as a shell takes it; empty if the manifest has none. */
    static String command(JsonNode manifest) {
        JsonNode command = manifest.path("command");
        if (!command.isArray()) {
            return command.asText("");
        }
        StringBuilder line = new StringBuilder();
        command.forEach(word -> line.append(line.isEmpty() ? "" : " ").append(quoted(word.asText())));
        return line.toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
