package org.ttt4j.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two studies against each other: arms of the same name, at counts that both have, on the documents that both scored with
 * all seeds. A document is the same if its position, domain, source and number of bytes are. Thread-safe.
 *
 * @param rows in the order of the first study, counts rising
 * @param settings what differs in configuration, seeds, versions and machine, in order of names
 * @param onlyFirst names of arms that only the first study has
 * @param onlySecond names of arms that only the second study has
 * @param otherDocuments positions at which the studies have different documents: in no row
 */
public record StudyComparison(
        List<Row> rows,
        List<Setting> settings,
        List<String> onlyFirst,
        List<String> onlySecond,
        SortedSet<Long> otherDocuments) {

    /**
     * Copies the lists.
     *
     * @param rows copied
     * @param settings copied
     * @param onlyFirst copied
     * @param onlySecond copied
     * @param otherDocuments copied, sorted
     */
    public StudyComparison {
        rows = List.copyOf(rows);
        settings = List.copyOf(settings);
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
        otherDocuments = Collections.unmodifiableSortedSet(new TreeSet<>(otherDocuments));
    }

    /**
     * One arm at one count. Thread-safe.
     *
     * @param arm name in both studies
     * @param neighbors count
     * @param first bits per byte in the first study, over the common documents; NaN without any
     * @param second the same in the second
     * @param difference of the second minus the first: negative where the second is better
     */
    public record Row(String arm, int neighbors, double first, double second, PairedDifference difference) {}

    /**
     * A setting that is not the same. Thread-safe.
     *
     * @param name key, with the arm before it if it is an arm's
     * @param first value in the first study; empty if it has none
     * @param second value in the second
     */
    public record Setting(String name, String first, String second) {}

    /**
     * Compares.
     *
     * @param first its order of arms, its counts and its seed of the bootstrap are kept
     * @param firstResults of the first study, in any order
     * @param second what it is compared with
     * @param secondResults of the second
     * @return one row for each arm and count that both have
     * @throws IllegalArgumentException if no arm is in both
     */
    public static StudyComparison of(
            Study first, Collection<StudyResult> firstResults, Study second, Collection<StudyResult> secondResults) {
        Set<String> common = names(first);
        common.retainAll(names(second));
        if (common.isEmpty()) {
            throw new IllegalArgumentException("found no arm in both studies: the first has " + names(first)
                    + ", the second " + names(second) + ", wanted at least one name in common");
        }
        List<Integer> counts = new ArrayList<>(first.neighbors());
        counts.retainAll(second.neighbors());
        SortedSet<Long> others = otherDocuments(firstResults, secondResults);
        List<Row> rows = new ArrayList<>();
        for (String arm : common) {
            ArmLines one =
                    new ArmLines(first.arm(arm).orElseThrow(), first.neighbors().size(), firstResults);
            ArmLines two = new ArmLines(
                    second.arm(arm).orElseThrow(), second.neighbors().size(), secondResults);
            TreeSet<Long> documents = new TreeSet<>(one.documents());
            documents.retainAll(two.documents());
            documents.removeAll(others);
            for (int count : counts) {
                rows.add(row(
                        arm,
                        count,
                        one.means(documents),
                        first.neighbors().indexOf(count),
                        two.means(documents),
                        second.neighbors().indexOf(count),
                        first.seed()));
            }
        }
        Set<String> onlyFirst = names(first);
        onlyFirst.removeAll(common);
        Set<String> onlySecond = names(second);
        onlySecond.removeAll(common);
        return new StudyComparison(
                rows, settings(first, second, common), List.copyOf(onlyFirst), List.copyOf(onlySecond), others);
    }

    private static Set<String> names(Study study) {
        Set<String> names = new LinkedHashSet<>();
        study.arms().forEach(arm -> names.add(arm.name()));
        return names;
    }

    private static Row row(
            String arm,
            int count,
            List<DocumentMean> one,
            int oneColumn,
            List<DocumentMean> two,
            int twoColumn,
            long seed) {
        return new Row(
                arm,
                count,
                bitsPerByte(one, oneColumn),
                bitsPerByte(two, twoColumn),
                PairedDifference.of(two, one, twoColumn, oneColumn, seed));
    }

    private static double bitsPerByte(List<DocumentMean> documents, int column) {
        double bits = 0;
        double bytes = 0;
        for (DocumentMean document : documents) {
            bits += document.bits().get(column);
            bytes += document.bytes();
        }
        return bits / bytes; // NaN without documents
    }

    private static SortedSet<Long> otherDocuments(Collection<StudyResult> first, Collection<StudyResult> second) {
        Map<Long, String> there = identities(first);
        SortedSet<Long> others = new TreeSet<>();
        identities(second).forEach((document, identity) -> {
            if (!there.getOrDefault(document, identity).equals(identity)) {
                others.add(document);
            }
        });
        return others;
    }

    private static Map<Long, String> identities(Collection<StudyResult> results) {
        Map<Long, String> identities = new HashMap<>();
        for (StudyResult result : results) {
            if (result instanceof StudyResult.Scored scored) {
                identities.put(
                        scored.document(),
                        scored.domain() + "\n" + scored.source() + "\n"
                                + scored.last().bytes());
            }
        }
        return identities;
    }

    private static List<Setting> settings(Study first, Study second, Set<String> arms) {
        // What only one study has in common for all its arms stands with the arms of the other one.
        Set<String> common = new HashSet<>(first.settings().keySet());
        common.retainAll(second.settings().keySet());
        Map<String, String> one = facts(first, arms, common);
        Map<String, String> two = facts(second, arms, common);
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(two.keySet());
        List<Setting> settings = new ArrayList<>();
        for (String name : names) {
            Setting setting = new Setting(name, one.getOrDefault(name, ""), two.getOrDefault(name, ""));
            if (!setting.first().equals(setting.second())) {
                settings.add(setting);
            }
        }
        return settings;
    }

    private static Map<String, String> facts(Study study, Set<String> arms, Set<String> common) {
        Map<String, String> facts = new TreeMap<>(study.settings());
        facts.keySet().retainAll(common);
        facts.putAll(ReportManifest.facts(study.manifest()));
        facts.put("neighbors", study.neighbors().toString());
        facts.put("seed", String.valueOf(study.seed()));
        for (String name : arms) {
            StudyArm arm = study.arm(name).orElseThrow();
            Map<String, String> own = new TreeMap<>(study.settings());
            own.keySet().removeAll(common);
            own.putAll(arm.settings());
            own.forEach((key, value) -> facts.put(name + ": " + key, value));
            facts.put(name + ": method", arm.method().id());
            facts.put(name + ": seeds", arm.seeds().toString());
        }
        return facts;
    }

    /** {@return all of it, with stable names, in several indented lines; what is not finite is null} */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("arms");
        for (Row row : rows) {
            PairedDifference difference = row.difference();
            ObjectNode one = all.addObject()
                    .put("arm", row.arm())
                    .put("neighbors", row.neighbors())
                    .put("documents", difference.documents())
                    .put("sources", difference.groups());
            put(one, "first_bits_per_byte", row.first());
            put(one, "second_bits_per_byte", row.second());
            put(one, "difference", difference.difference());
            difference.interval().ifPresent(range -> one.putArray("interval_90")
                    .add(range.low())
                    .add(range.high()));
            one.put("significant", difference.significant());
            put(one, "better", difference.better());
            put(one, "worse", difference.worse());
        }
        ArrayNode different = json.putArray("settings");
        settings.forEach(setting -> different
                .addObject()
                .put("name", setting.name())
                .put("first", setting.first())
                .put("second", setting.second()));
        onlyFirst.forEach(json.putArray("only_first")::add);
        onlySecond.forEach(json.putArray("only_second")::add);
        json.put("other_documents", otherDocuments.size());
        return StudyJson.pretty(json) + "\n";
    }

    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
