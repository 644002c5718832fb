package org.ttt4j.study;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one arm came to on the documents that all arms scored. Thread-safe.
 *
 * @param arm what it is
 * @param scored documents that it scored with all its seeds, in the whole study
 * @param failures lines with an error, in order of document and seed
 * @param total over all documents with equal rights of every byte
 * @param weighted over all domains with their weights
 * @param domains by name
 * @param bestColumn column of the count with the fewest bits per byte in total
 * @param improved share of documents with fewer bits than without neighbours, at each count; 0 at count 0
 * @param rankCorrelation of predicted with realised gain (Spearman) at each count; NaN where it is not defined
 * @param used mean number of neighbours that took part, at each count
 * @param cost mean of a document, at each count
 * @param seconds wall-clock time per stage, summed over all its lines
 * @param excluded neighbours that the contamination guard took out, by rule, summed over documents
 */
public record ArmSummary(
        StudyArm arm,
        int scored,
        List<StudyResult.Failed> failures,
        SummaryLine total,
        WeightedTotal weighted,
        SortedMap<String, SummaryLine> domains,
        int bestColumn,
        List<Double> improved,
        List<Double> rankCorrelation,
        List<Double> used,
        List<Cost> cost,
        Map<String, Double> seconds,
        SortedMap<String, Long> excluded) {

    /**
     * Copies lists and maps.
     *
     * @param arm what it is
     * @param scored how many documents
     * @param failures copied
     * @param total with equal rights of every byte
     * @param weighted with the weights of the domains
     * @param domains copied, by name
     * @param bestColumn from 0
     * @param improved copied; one number per count, as all lists below
     * @param rankCorrelation copied
     * @param used copied
     * @param cost copied
     * @param seconds copied, by name of the stage
     * @param excluded copied, by name of the rule
     */
    public ArmSummary {
        failures = List.copyOf(failures);
        domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
        improved = List.copyOf(improved);
        rankCorrelation = List.copyOf(rankCorrelation);
        used = List.copyOf(used);
        cost = List.copyOf(cost);
        seconds = Collections.unmodifiableMap(new TreeMap<>(seconds));
        excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
    }
}
