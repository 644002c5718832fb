package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ttt4j.api.Excluded;

/**
 * How many neighbours the contamination guard took out. Thread-safe.
 *
 * @param documents documents that lost a neighbour
 * @param neighbors neighbours lost, over all documents
 * @param rules the same by rule
 */
record ExcludedCounts(int documents, long neighbors, SortedMap<String, Long> rules) {

    ExcludedCounts {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    }

    /** Counts over the documents that were scored. */
    static ExcludedCounts of(List<DocumentResult.Scored> scored) {
        int documents = 0;
        long neighbors = 0;
        SortedMap<String, Long> rules = new TreeMap<>();
        for (DocumentResult.Scored one : scored) {
            documents += one.excluded().isEmpty() ? 0 : 1;
            neighbors += one.excluded().size();
            one.excluded().forEach(excluded -> rules.merge(excluded.rule(), 1L, Long::sum));
        }
        return new ExcludedCounts(documents, neighbors, rules);
    }

    /** Field names are stable. */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("documents", documents);
        json.put("neighbors", neighbors);
        ObjectNode byRule = json.putObject("rules");
        rules.forEach(byRule::put);
        return json;
    }

    /** The note below a table. */
    String note() {
        return "neighbours excluded: " + neighbors + " of " + documents
                + (documents == 1 ? " document (" : " documents (") + joined(rules) + ")";
    }

    /** The rules of one query with their counts, such as {@code near-duplicate 3, source 1}. */
    static String listed(List<Excluded> excluded) {
        return joined(
                excluded.stream().collect(Collectors.groupingBy(Excluded::rule, TreeMap::new, Collectors.counting())));
    }

    private static String joined(Map<String, Long> rules) {
        return rules.entrySet().stream()
                .map(rule -> rule.getKey() + " " + rule.getValue())
                .collect(Collectors.joining(", "));
    }
}
