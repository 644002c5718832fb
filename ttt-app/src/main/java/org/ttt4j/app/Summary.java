package org.ttt4j.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ttt4j.api.Score;
import org.ttt4j.study.Interval;
import org.ttt4j.study.RankCorrelation;

/**
 * What an evaluation found, in total and per domain: ratios of sums, never means of ratios. Thread-safe.
 *
 * @param counts the C neighbour counts
 * @param total over all documents
 * @param domains by name
 * @param rankCorrelation of predicted with realised gain ({@link Gain}) over the documents that have both, shape (C,):
 *     Spearman's; NaN where it is not defined
 * @param meanPicks how many picks the scored documents were trained on after n neighbours, on average, shape (C,); fewer
 *     than n where a selector stopped early
 * @param excluded neighbours that the scored documents could not be trained on
 * @param seconds wall-clock time per stage, summed over documents
 */
record Summary(
        NeighborCounts counts,
        Line total,
        Map<String, Line> domains,
        List<Double> rankCorrelation,
        List<Double> meanPicks,
        ExcludedCounts excluded,
        Map<String, Double> seconds) {

    /** Name of the total among the domains in JSON. */
    static final String ALL = "all";

    Summary {
        domains = Collections.unmodifiableMap(new TreeMap<>(domains));
        rankCorrelation = List.copyOf(rankCorrelation);
        meanPicks = List.copyOf(meanPicks);
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    /**
     * One row.
     *
     * @param documents how many were scored
     * @param failures how many were not
     * @param sums over the scored documents after n neighbours, shape (C,)
     * @param intervals shape (C,) each
     */
    record Line(int documents, int failures, List<Score> sums, EvaluationIntervals intervals) {
        Line {
            sums = List.copyOf(sums);
        }

        /** Bits per byte after the count in this column; NaN when nothing was scored. */
        double bitsPerByte(int column) {
            return sums.get(column).bitsPerByte();
        }

        /** Bits after the count in this column in percent of the bits of the base model. */
        double percentOfBase(int column) {
            return 100 * sums.get(column).bits() / sums.get(0).bits();
        }
    }

    /**
     * Sums up.
     *
     * @param results in any order; the answer does not depend on it
     * @param seed of the bootstrap
     */
    static Summary of(List<DocumentResult> results, NeighborCounts counts, long seed) {
        List<DocumentResult> ordered = new ArrayList<>(results);
        ordered.sort(Comparator.comparingLong(DocumentResult::id)); // sums of doubles depend on their order
        Map<String, List<DocumentResult>> byDomain = new TreeMap<>();
        Map<String, Double> seconds = new LinkedHashMap<>();
        List<DocumentResult.Scored> scored = new ArrayList<>();
        for (DocumentResult result : ordered) {
            byDomain.computeIfAbsent(result.domain(), domain -> new ArrayList<>())
                    .add(result);
            if (result instanceof DocumentResult.Scored one) {
                scored.add(one);
                one.seconds().forEach((stage, time) -> seconds.merge(stage, time, Double::sum));
            }
        }
        Map<String, Line> lines = new TreeMap<>();
        byDomain.forEach((domain, members) -> lines.put(domain, line(members, counts, seed)));
        return new Summary(
                counts,
                line(ordered, counts, seed),
                lines,
                perColumn(counts, column -> rankCorrelation(scored, counts, column)),
                perColumn(counts, column -> meanPicks(scored, counts.values().get(column))),
                ExcludedCounts.of(scored),
                seconds);
    }

    private static List<Double> perColumn(NeighborCounts counts, IntToDoubleFunction value) {
        return IntStream.range(0, counts.values().size())
                .mapToDouble(value)
                .boxed()
                .toList();
    }

    private static double rankCorrelation(List<DocumentResult.Scored> scored, NeighborCounts counts, int column) {
        List<Gain> gains = scored.stream()
                .map(result -> Gain.of(result, counts, column))
                .filter(Gain::defined)
                .toList();
        return RankCorrelation.spearman(
                gains.stream().mapToDouble(Gain::predicted).toArray(),
                gains.stream().mapToDouble(Gain::realised).toArray());
    }

    private static double meanPicks(List<DocumentResult.Scored> scored, int count) {
        return scored.stream()
                .mapToInt(result -> Math.min(count, result.picks().size()))
                .average()
                .orElse(Double.NaN);
    }

    private static Line line(List<DocumentResult> results, NeighborCounts counts, long seed) {
        int columns = counts.values().size();
        List<Score> sums = new ArrayList<>(Collections.nCopies(columns, Score.ZERO));
        List<DocumentResult.Scored> scored = new ArrayList<>();
        for (DocumentResult result : results) {
            if (result instanceof DocumentResult.Scored one) {
                scored.add(one);
                for (int i = 0; i < columns; i++) {
                    sums.set(i, sums.get(i).plus(one.scores().get(i)));
                }
            }
        }
        return new Line(
                scored.size(), results.size() - scored.size(), sums, EvaluationIntervals.of(scored, columns, seed));
    }

    /** The form without its {@code manifest}; field names are stable. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("documents", total.documents());
        json.put("failures", total.failures());
        ArrayNode neighbors = json.putArray("neighbors");
        counts.values().forEach(neighbors::add);
        json.set("bits_per_byte", perLine(line -> column -> JsonNumber.of(line.bitsPerByte(column))));
        json.set("percent_of_base", perLine(line -> column -> JsonNumber.of(line.percentOfBase(column))));
        ObjectNode intervals = json.putObject("interval_90");
        intervals.set(
                "bits_per_byte",
                perLine(line ->
                        column -> interval(line.intervals().bitsPerByte().get(column))));
        intervals.set(
                "percent_of_base",
                perLine(line ->
                        column -> interval(line.intervals().percentOfBase().get(column))));
        json.putObject("rank_correlation")
                .set("predicted_against_realised", columns(column -> JsonNumber.of(rankCorrelation.get(column))));
        json.set("picks_mean", columns(column -> JsonNumber.of(meanPicks.get(column))));
        json.set("excluded", excluded.json());
        json.set("seconds", ResultJson.seconds(seconds));
        ObjectNode perDomain = json.putObject("documents_per_domain");
        domains.forEach((domain, line) -> perDomain.put(key(domain), line.documents()));
        return json;
    }

    private ObjectNode perLine(Function<Line, Function<Integer, JsonNode>> value) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(ALL, columns(value.apply(total)));
        domains.forEach((domain, line) -> json.set(key(domain), columns(value.apply(line))));
        return json;
    }

    private ArrayNode columns(Function<Integer, JsonNode> value) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int column = 0; column < counts.values().size(); column++) {
            array.add(value.apply(column));
        }
        return array;
    }

    /** A domain that is called like the total must not overwrite it. */
    private static String key(String domain) {
        return domain.equals(ALL) ? "domain:" + ALL : domain;
    }

    static JsonNode interval(Optional<Interval> interval) {
        return interval.<JsonNode>map(range -> JsonNodeFactory.instance
                        .arrayNode()
                        .add(JsonNumber.of(range.low()))
                        .add(JsonNumber.of(range.high())))
                .orElse(JsonNodeFactory.instance.nullNode());
    }
}
