package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.ttt4j.api.Flops;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.Score;
import org.ttt4j.api.Trainer;

/** The result of a stream, for programs and for people. Thread-safe. */
record StreamView(StreamRun.Outcome outcome, Trainer.Traits model, boolean base, String skipped) {

    /** Field names are stable. */
    ObjectNode json() {
        OnlineState state = outcome.state();
        ObjectNode json = Json.MAPPER.createObjectNode();
        if (base) {
            json.set("static", side(state.base(), staticFlops()));
        }
        json.set("online", side(state.online(), onlineFlops()));
        json.set("percent_of_static", JsonNumber.of(base ? percent() : Double.NaN));
        json.put("segments", state.segments());
        json.put("documents", state.documents());
        json.put("updates", state.updates());
        json.put("resets", state.resets());
        json.put("leaked_segments", state.recalls().leaked());
        json.put("trained_parameters", outcome.trainedParameters());
        if (outcome.probeAfter().isPresent()) {
            ObjectNode probe = json.putObject("probe");
            outcome.probeBefore().ifPresent(before -> probe.set("before", JsonNumber.of(before)));
            outcome.probeAfter().ifPresent(after -> probe.set("after", JsonNumber.of(after)));
        }
        json.put("skipped", skipped);
        ObjectNode seconds = json.putObject("seconds");
        seconds.put("read", state.seconds().read());
        if (base) {
            seconds.put("static", state.seconds().base());
        }
        seconds.put("online", state.seconds().online());
        seconds.put("recall", state.seconds().recall());
        seconds.put("probe", state.seconds().probe());
        seconds.put("snapshot", outcome.snapshotSeconds());
        json.set("cost_ratio", JsonNumber.of(base ? costRatio() : Double.NaN));
        return json;
    }

    private static ObjectNode side(Score score, double flops) {
        ObjectNode json = JsonNumber.of(score);
        json.put("flops", flops);
        return json;
    }

    double staticFlops() {
        return Flops.forward(model.parameters(), outcome.state().work().base());
    }

    double onlineFlops() {
        OnlineState.Work work = outcome.state().work();
        return Flops.forward(model.parameters(), work.scored())
                + Flops.training(model.parameters(), outcome.trainedParameters(), work.trained());
    }

    /** Seconds of scoring and learning over those of scoring alone. */
    double costRatio() {
        return outcome.state().seconds().online() / outcome.state().seconds().base();
    }

    double percent() {
        return 100 * outcome.state().online().bits() / outcome.state().base().bits();
    }

    /** For a terminal. */
    String text() {
        OnlineState state = outcome.state();
        TextTable table = new TextTable("lrr");
        table.row("", "bits per byte", "% of static").rule();
        if (base) {
            table.row("static", SummaryTable.bits(state.base().bitsPerByte()), SummaryTable.percent(100));
        }
        table.row(
                "online", SummaryTable.bits(state.online().bitsPerByte()), base ? SummaryTable.percent(percent()) : "");
        probe("probe, before", outcome.probeBefore(), table);
        probe("probe, after", outcome.probeAfter(), table);
        String counts = String.format(
                Locale.ROOT,
                "%d segments of %d documents, %d bytes; %d updates, %d resets",
                state.segments(),
                state.documents(),
                state.online().bytes(),
                state.updates(),
                state.resets());
        String cost = base
                ? String.format(
                        Locale.ROOT,
                        "%nscoring and learning took %.1f s, %.2f times the %.1f s of scoring alone",
                        state.seconds().online(),
                        costRatio(),
                        state.seconds().base())
                : String.format(
                        Locale.ROOT,
                        "%nscoring and learning took %.1f s",
                        state.seconds().online());
        long leaked = state.recalls().leaked();
        String given = leaked == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%n%d segments stood in documents that were retrieved and learned before: their scores are not those of"
                                + " unread text",
                        leaked);
        return table.render() + "\n\n" + counts + cost + given;
    }

    private static void probe(String name, Optional<Score> score, TextTable table) {
        score.ifPresent(found -> table.row(name, SummaryTable.bits(found.bitsPerByte()), ""));
    }
}
