package org.ttt4j.study;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a study found. All arms are compared on the documents that every arm scored with all its seeds, so that no arm is
 * better for having failed on a hard document; an arm that scored nothing is left out of that and shown as failed. The
 * numbers depend on the set of results, not on their order. Thread-safe.
 */
public final class StudySummary {

    private final Study study;
    private final SortedSet<Long> documents;
    private final Map<String, ArmLines> lines = new LinkedHashMap<>();
    private final Map<String, ArmSummary> arms = new LinkedHashMap<>();

    /**
     * Sums up what there is, of a finished study or of one that still runs.
     *
     * @param study what was compared
     * @param results in any order; those of arms and seeds that the study does not have are left out
     * @throws IllegalArgumentException if a result has other counts than the study
     */
    public StudySummary(Study study, Collection<StudyResult> results) {
        this.study = study;
        results.forEach(result -> demandCounts(study, result));
        int columns = study.neighbors().size();
        study.arms().forEach(arm -> lines.put(arm.name(), new ArmLines(arm, columns, results)));
        SortedSet<Long> common = new TreeSet<>();
        lines.values().forEach(own -> common.addAll(own.documents()));
        lines.values().stream()
                .filter(own -> !own.documents().isEmpty())
                .forEach(own -> common.retainAll(own.documents()));
        this.documents = Collections.unmodifiableSortedSet(common);
        Map<String, Double> weights = new TreeMap<>();
        study.domains().forEach(domain -> weights.put(domain.name(), domain.weight()));
        lines.forEach((name, own) -> {
            SortedSet<Long> compared = own.documents().isEmpty() ? new TreeSet<>() : documents;
            arms.put(name, own.summary(compared, weights, study.seed()));
        });
    }

    private static void demandCounts(Study study, StudyResult result) {
        if (result instanceof StudyResult.Scored scored) {
            List<Integer> found =
                    scored.scores().stream().map(StudyScore::neighbors).toList();
            if (!found.equals(study.neighbors())) {
                throw new IllegalArgumentException("arm " + result.arm() + ", document " + result.document()
                        + ": found scores at " + found + ", wanted them at " + study.neighbors());
            }
        }
    }

    /** {@return what was compared} */
    public Study study() {
        return study;
    }

    /** {@return the positions of the documents that every arm scored: all numbers are about these} */
    public SortedSet<Long> documents() {
        return documents;
    }

    /** {@return all arms in the order of the study, those that scored nothing as well} */
    public List<ArmSummary> arms() {
        return List.copyOf(arms.values());
    }

    /**
     * {@return the summary of one arm}
     *
     * @param name of the arm
     * @throws IllegalArgumentException if there is none of that name
     */
    public ArmSummary arm(String name) {
        ArmSummary arm = arms.get(name);
        if (arm == null) {
            throw new IllegalArgumentException("found arm \"" + name + "\", wanted one of " + arms.keySet());
        }
        return arm;
    }

    /**
     * {@return predicted and realised gain of an arm at a count: one of each line that has both}
     *
     * @param name of the arm
     * @param column of the count, from 0
     * @throws IllegalArgumentException if there is no arm of that name
     */
    public List<StudyGain> gains(String name, int column) {
        arm(name);
        ArmLines own = lines.get(name);
        return own.documents().isEmpty() ? List.of() : own.gains(documents, column);
    }

    /**
     * {@return one arm against another at the same count, over all documents}
     *
     * @param first name of an arm
     * @param second name of the arm it is compared with
     * @param column of the count, from 0
     * @throws IllegalArgumentException if there is no arm of one of the names
     */
    public PairedDifference difference(String first, String second, int column) {
        return difference(first, column, second, column, "");
    }

    /**
     * {@return one arm against another, over no document where one of them scored nothing}
     *
     * @param first name of an arm
     * @param column of the first arm's count, from 0
     * @param second name of the arm it is compared with
     * @param secondColumn of the second's
     * @param domain whose documents are compared; empty for all
     * @throws IllegalArgumentException if there is no arm of one of the names
     */
    public PairedDifference difference(String first, int column, String second, int secondColumn, String domain) {
        arm(first);
        arm(second);
        if (lines.get(first).documents().isEmpty()
                || lines.get(second).documents().isEmpty()) {
            return PairedDifference.of(List.of(), List.of(), column, secondColumn, study.seed());
        }
        return PairedDifference.of(of(first, domain), of(second, domain), column, secondColumn, study.seed());
    }

    /** {@return everything but times, with stable names, in several indented lines: equal for equal sets of results} */
    public String toJson() {
        return StudyJson.pretty(SummaryJson.of(this)) + "\n";
    }

    private List<DocumentMean> of(String arm, String domain) {
        return lines.get(arm).means(documents).stream()
                .filter(document -> domain.isEmpty() || document.domain().equals(domain))
                .toList();
    }
}
