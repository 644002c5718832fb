package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lines of one arm, sorted, so that no sum depends on the order in which they were written. Confined to one thread. */
final class ArmLines {

    private final StudyArm arm;
    private final int columns;
    private final NavigableMap<Long, List<StudyResult.Scored>> complete = new TreeMap<>();
    private final List<StudyResult.Scored> scored = new ArrayList<>();
    private final List<StudyResult.Failed> failures = new ArrayList<>();

    ArmLines(StudyArm arm, int columns, Collection<StudyResult> results) {
        this.arm = arm;
        this.columns = columns;
        for (StudyResult result : results) {
            if (result.arm().equals(arm.name()) && arm.seeds().contains(result.seed())) {
                if (result instanceof StudyResult.Scored one) {
                    scored.add(one);
                } else if (result instanceof StudyResult.Failed failed) {
                    failures.add(failed);
                }
            }
        }
        Comparator<StudyResult> order =
                Comparator.comparingLong(StudyResult::document).thenComparingLong(StudyResult::seed);
        scored.sort(order);
        failures.sort(order);
        scored.forEach(one -> complete.computeIfAbsent(one.document(), absent -> new ArrayList<>())
                .add(one));
        complete.values().removeIf(lines -> lines.size() < arm.seeds().size());
    }

    /** Documents that were scored with every seed. */
    NavigableSet<Long> documents() {
        return complete.navigableKeySet();
    }

    /** Lines of some documents, all seeds. */
    List<StudyResult.Scored> lines(SortedSet<Long> documents) {
        return documents.stream().flatMap(id -> complete.get(id).stream()).toList();
    }

    /** Means over seeds of some documents, in order of their position. */
    List<DocumentMean> means(SortedSet<Long> documents) {
        return documents.stream().map(id -> DocumentMean.of(complete.get(id))).toList();
    }

    ArmSummary summary(SortedSet<Long> documents, Map<String, Double> weights, long seed) {
        List<DocumentMean> means = means(documents);
        List<StudyResult.Scored> lines = lines(documents);
        SortedMap<String, List<DocumentMean>> byDomain =
                new TreeMap<>(means.stream().collect(Collectors.groupingBy(DocumentMean::domain)));
        SortedMap<String, SummaryLine> domains = new TreeMap<>();
        byDomain.forEach((domain, members) -> domains.put(domain, SummaryLine.of(members, columns, seed)));
        SummaryLine total = SummaryLine.of(means, columns, seed);
        Map<String, Double> seconds = new TreeMap<>();
        scored.forEach(line -> line.seconds().forEach((stage, time) -> seconds.merge(stage, time, Double::sum)));
        SortedMap<String, Long> excluded = new TreeMap<>();
        lines.forEach(line -> line.excluded().forEach((rule, count) -> excluded.merge(rule, count, Long::sum)));
        return new ArmSummary(
                arm,
                complete.size(),
                failures,
                total,
                WeightedTotal.of(byDomain, weights, columns, seed),
                domains,
                best(total),
                perColumn(column -> means.stream()
                        .mapToDouble(
                                mean -> mean.bits().get(column) < mean.bits().get(0) ? 1 : 0)
                        .average()
                        .orElse(Double.NaN)),
                perColumn(column -> rankCorrelation(gains(documents, column))),
                perColumn(column -> lines.stream()
                        .mapToInt(line -> line.scores().get(column).used())
                        .average()
                        .orElse(Double.NaN)),
                IntStream.range(0, columns)
                        .mapToObj(column -> cost(lines, column))
                        .toList(),
                seconds,
                excluded);
    }

    /** Predicted and realised gain of every line that has both. */
    List<StudyGain> gains(SortedSet<Long> documents, int column) {
        return lines(documents).stream()
                .map(line -> StudyGain.of(line, column))
                .filter(StudyGain::defined)
                .toList();
    }

    private static double rankCorrelation(List<StudyGain> gains) {
        return RankCorrelation.spearman(
                gains.stream().mapToDouble(StudyGain::predicted).toArray(),
                gains.stream().mapToDouble(StudyGain::realised).toArray());
    }

    private static int best(SummaryLine total) {
        return IntStream.range(0, total.cells().size())
                .boxed()
                .min(Comparator.comparingDouble(
                        column -> total.cells().get(column).bitsPerByte()))
                .orElse(0);
    }

    private static Cost cost(List<StudyResult.Scored> lines, int column) {
        Cost sum = Cost.NONE;
        for (StudyResult.Scored line : lines) {
            sum = sum.plus(line.scores().get(column).cost());
        }
        int count = Math.max(1, lines.size());
        return new Cost(sum.seconds() / count, Math.round((double) sum.trainedTokens() / count), sum.flops() / count);
    }

    private List<Double> perColumn(IntToDoubleFunction value) {
        return IntStream.range(0, columns).mapToDouble(value).boxed().toList();
    }
}
