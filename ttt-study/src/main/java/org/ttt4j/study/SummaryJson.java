package org.ttt4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A summary as JSON with stable names. Times are left out: they are the one thing that a second run changes. Thread-safe. */
final class SummaryJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SummaryJson() {}

    static ObjectNode of(StudySummary summary) {
        ObjectNode json = NODES.objectNode();
        json.put("name", summary.study().name());
        json.put("documents", summary.documents().size());
        json.set("neighbors", array(summary.study().neighbors(), NODES::numberNode));
        ArrayNode arms = json.putArray("arms");
        summary.arms().forEach(arm -> arms.add(arm(arm)));
        ArrayNode differences = json.putArray("differences");
        for (int i = 0; i < summary.arms().size(); i++) {
            for (int j = i + 1; j < summary.arms().size(); j++) {
                difference(summary, i, j, differences);
            }
        }
        return json;
    }

    private static ObjectNode arm(ArmSummary arm) {
        ObjectNode json = line(arm.total());
        json.put("arm", arm.arm().name());
        json.put("method", arm.arm().method().id());
        json.put("scored", arm.scored());
        ArrayNode failures = json.putArray("failures");
        arm.failures().forEach(failed -> failures.addObject()
                .put("document", failed.document())
                .put("seed", failed.seed())
                .put("error", failed.error()));
        ObjectNode weighted = json.putObject("weighted");
        weighted.set("bits_per_byte", array(arm.weighted().bitsPerByte(), SummaryJson::number));
        weighted.set("percent_of_base", array(arm.weighted().percentOfBase(), SummaryJson::number));
        weighted.set("percent_interval_90", array(arm.weighted().percentIntervals(), SummaryJson::interval));
        weighted.put("weight_with_intervals", arm.weighted().share());
        ObjectNode domains = json.putObject("domains");
        arm.domains().forEach((name, own) -> domains.set(name, line(own)));
        json.put("best_column", arm.bestColumn());
        json.set("improved", array(arm.improved(), SummaryJson::number));
        json.set("rank_correlation", array(arm.rankCorrelation(), SummaryJson::number));
        json.set("used", array(arm.used(), SummaryJson::number));
        json.set("trained_tokens", array(arm.cost(), cost -> NODES.numberNode(cost.trainedTokens())));
        json.set("flops", array(arm.cost(), cost -> number(cost.flops())));
        ObjectNode excluded = json.putObject("excluded");
        arm.excluded().forEach(excluded::put);
        return json;
    }

    private static ObjectNode line(SummaryLine line) {
        ObjectNode json = NODES.objectNode();
        json.put("documents", line.documents());
        json.put("groups", line.groups());
        json.set("bits_per_byte", array(line.cells(), cell -> number(cell.bitsPerByte())));
        json.set("byte_perplexity", array(line.cells(), cell -> number(cell.bytePerplexity())));
        json.set("token_perplexity", array(line.cells(), cell -> number(cell.tokenPerplexity())));
        json.set("word_perplexity", array(line.cells(), cell -> number(cell.wordPerplexity())));
        json.set("percent_of_base", array(line.cells(), cell -> number(cell.percentOfBase())));
        json.set("interval_90", array(line.cells(), cell -> interval(cell.interval())));
        json.set("percent_interval_90", array(line.cells(), cell -> interval(cell.percentInterval())));
        return json;
    }

    private static void difference(StudySummary summary, int i, int j, ArrayNode to) {
        String first = summary.arms().get(i).arm().name();
        String second = summary.arms().get(j).arm().name();
        for (int column = 1; column < summary.study().neighbors().size(); column++) {
            PairedDifference difference = summary.difference(first, second, column);
            ObjectNode json = to.addObject();
            json.put("first", first).put("second", second);
            json.put("neighbors", summary.study().neighbors().get(column));
            json.set("difference", number(difference.difference()));
            json.set("interval_90", interval(difference.interval()));
            json.put("significant", difference.significant());
            json.set("better", number(difference.better()));
        }
    }

    private static <T> ArrayNode array(List<T> values, Function<T, JsonNode> each) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(each.apply(value)));
        return array;
    }

    private static JsonNode number(double value) {
        return Double.isFinite(value) ? NODES.numberNode(value) : NODES.nullNode();
    }

    private static JsonNode interval(Optional<Interval> interval) {
        return interval.<JsonNode>map(
                        range -> NODES.arrayNode().add(range.low()).add(range.high()))
                .orElse(NODES.nullNode());
    }
}
