package org.ttt4j.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Adds up numbers of documents per source group, as {@link Bootstrap#sums} wants them. Thread-safe. */
final class GroupSums {

    private GroupSums() {}

    /**
     * Sums per group.
     *
     * @param documents in order of their position
     * @param values S numbers of each
     * @return shape (G, S), groups in order of their first document
     */
    static double[][] of(List<DocumentMean> documents, Function<DocumentMean, double[]> values) {
        Map<String, double[]> groups = new LinkedHashMap<>();
        for (DocumentMean document : documents) {
            double[] own = values.apply(document);
            double[] sums = groups.computeIfAbsent(document.group(), absent -> new double[own.length]);
            for (int i = 0; i < own.length; i++) {
                sums[i] += own[i];
            }
        }
        return groups.values().toArray(new double[0][]);
    }
}
