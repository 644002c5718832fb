package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the parts of a report draw on: the summary, and what they agree on about arms. Thread-safe. */
final class ReportData {

    private final StudySummary summary;
    private final List<StudyResult> results;
    private final List<StudyTiming> timings;
    private final List<Shown> arms = new ArrayList<>();

    /** Results in any order: they are sorted by arm, document and seed. */
    ReportData(Study study, Collection<StudyResult> results, List<StudyTiming> timings) {
        this.timings = List.copyOf(timings);
        this.summary = new StudySummary(study, results);
        List<StudyResult> known = new ArrayList<>(results);
        known.removeIf(result -> study.arm(result.arm())
                .map(arm -> !arm.seeds().contains(result.seed()))
                .orElse(true));
        known.sort(Comparator.comparing(StudyResult::arm)
                .thenComparingLong(StudyResult::document)
                .thenComparingLong(StudyResult::seed));
        this.results = List.copyOf(known);
        for (ArmSummary arm : summary.arms()) {
            if (arm.arm().method() != StudyMethod.BASE && arm.total().documents() > 0) {
                arms.add(new Shown(arms.size(), arm));
            }
        }
    }

    /**
     * An arm that differs from the model as it is. Thread-safe.
     *
     * @param number of its colour and marker, the same in all charts
     * @param summary what it came to
     */
    record Shown(int number, ArmSummary summary) {

        String name() {
            return summary.arm().name();
        }

        StudyMethod method() {
            return summary.arm().method();
        }

        SummaryCell total(int column) {
            return summary.total().cells().get(column);
        }
    }

    StudySummary summary() {
        return summary;
    }

    Study study() {
        return summary.study();
    }

    /** Sorted lines of the study's arms and seeds. */
    List<StudyResult> results() {
        return results;
    }

    /** Arms that scored something, in the order of the study, without the model as it is. */
    List<Shown> arms() {
        return List.copyOf(arms);
    }

    /** Of the runs of the study that told; none in results of an earlier version. */
    List<StudyTiming> timings() {
        return timings;
    }

    List<Integer> counts() {
        return study().neighbors();
    }

    /** Column of the largest count. */
    int last() {
        return counts().size() - 1;
    }

    /** Whether all arms begin with the same bits: those of one model on the same text. */
    boolean sameBase() {
        return arms.stream()
                .allMatch(arm ->
                        same(arm.total(0).bitsPerByte(), arms.get(0).total(0).bitsPerByte()));
    }

    /** Equal but for the order of sums, which another graph of the same model may change. */
    static boolean same(double one, double other) {
        return Math.abs(one - other) <= 1e-4 * Math.abs(other);
    }

    /** What others are compared with: the first arm that trains, else the first there is. */
    Optional<Shown> reference() {
        return arms.stream()
                .filter(arm -> arm.method() == StudyMethod.TRAIN)
                .findFirst()
                .or(() -> arms.stream().findFirst());
    }

    /** The arm and count with the fewest bits per byte over all documents. */
    Optional<Shown> best() {
        return arms.stream().min(Comparator.comparingDouble(ReportData::fewest));
    }

    /** Bits per byte of an arm at its best count. */
    static double fewest(Shown arm) {
        return arm.total(arm.summary().bestColumn()).bitsPerByte();
    }

    /** Domains that documents were compared in. */
    SortedSet<String> domains() {
        SortedSet<String> domains = new TreeSet<>();
        arms.forEach(arm -> domains.addAll(arm.summary().domains().keySet()));
        return domains;
    }

    /** Lines with an error, of all arms. */
    List<StudyResult.Failed> failures() {
        return results.stream()
                .filter(StudyResult.Failed.class::isInstance)
                .map(StudyResult.Failed.class::cast)
                .toList();
    }

    /** Lines of an arm that were scored. */
    List<StudyResult.Scored> scored(Shown arm) {
        return results.stream()
                .filter(result -> result.arm().equals(arm.name()))
                .filter(StudyResult.Scored.class::isInstance)
                .map(StudyResult.Scored.class::cast)
                .toList();
    }

    /** A count with its noun. */
    static String neighbors(int count) {
        return count == 1 ? "1 neighbour" : count + " neighbours";
    }
}
