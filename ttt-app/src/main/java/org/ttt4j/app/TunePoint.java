package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.ttt4j.study.Interval;

/**
 * One arm of a sweep, evaluated. Thread-safe.
 *
 * @param selector id
 * @param lambda what it was tried with; empty beside the sweep
 * @param summary of the documents that all arms scored
 */
record TunePoint(String selector, Optional<Lambda> lambda, Summary summary) {

    double bitsPerByte() {
        return summary.total().bitsPerByte(summary.counts().last());
    }

    double percentOfBase() {
        return summary.total().percentOfBase(summary.counts().last());
    }

    Optional<Interval> percentInterval() {
        return summary.total().intervals().percentOfBase().get(summary.counts().last());
    }

    double meanPicks() {
        return summary.meanPicks().get(summary.counts().last());
    }

    /** Without its lambda and without its selector. */
    ObjectNode json() {
        int last = summary.counts().last();
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.set("bits_per_byte", JsonNumber.of(bitsPerByte()));
        json.set("percent_of_base", JsonNumber.of(percentOfBase()));
        ObjectNode intervals = json.putObject("interval_90");
        intervals.set(
                "bits_per_byte",
                Summary.interval(summary.total().intervals().bitsPerByte().get(last)));
        intervals.set("percent_of_base", Summary.interval(percentInterval()));
        json.putObject("rank_correlation")
                .set(
                        "predicted_against_realised",
                        JsonNumber.of(summary.rankCorrelation().get(last)));
        json.set("picks_mean", JsonNumber.of(meanPicks()));
        return json;
    }
}
