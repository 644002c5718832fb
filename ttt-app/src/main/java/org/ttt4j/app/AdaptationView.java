package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ttt4j.api.Adaptation;
import org.ttt4j.api.Corpus;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;

/** What {@code ttt adapt} prints. Confined to one thread. */
final class AdaptationView {

    private final Adaptation adaptation;
    private final Corpus corpus;
    private final String selector;
    private final int columns;

    /**
     * A view.
     *
     * @param corpus the texts behind the picks
     * @param selector id of who picked
     * @param columns width of the terminal
     */
    AdaptationView(Adaptation adaptation, Corpus corpus, String selector, int columns) {
        this.adaptation = adaptation;
        this.corpus = corpus;
        this.selector = selector;
        this.columns = columns;
    }

    /** The issue's form; field names are stable. */
    ObjectNode json(ObjectNode manifest) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.set("selection", ResultJson.picks(Chosen.of(adaptation.selection(), adaptation.candidates())));
        json.set("excluded", ResultJson.excluded(adaptation.excluded()));
        json.set(
                "steps",
                ResultJson.steps(adaptation.steps().stream()
                        .map(step -> new DocumentResult.StepLoss(step.neighborId(), step.loss()))
                        .toList()));
        ObjectNode score = json.putObject("score");
        score.set("before", JsonNumber.of(adaptation.before()));
        score.set("after", JsonNumber.of(adaptation.after()));
        if (!adaptation.watched().isEmpty()) {
            ArrayNode watched = score.putArray("watched");
            adaptation.watched().forEach(point -> watched.addObject()
                    .put("neighbors", point.neighbors())
                    .set("score", JsonNumber.of(point.score())));
        }
        Adaptation.Seconds seconds = adaptation.seconds();
        ObjectNode times = json.putObject("seconds");
        times.set("embed", JsonNumber.of(seconds.embed()));
        times.set("search", JsonNumber.of(seconds.search()));
        times.set("select", JsonNumber.of(seconds.select()));
        times.set("train", JsonNumber.of(seconds.train()));
        times.set("score", JsonNumber.of(seconds.score()));
        times.set("reset", JsonNumber.of(seconds.reset()));
        adaptation.continuation().ifPresent(text -> json.putObject("generated")
                .put("before", text.before())
                .put("after", text.after()));
        json.set("manifest", manifest);
        return json;
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(selector)
                .append(" chose ")
                .append(adaptation.selection().picks().size())
                .append(" of ")
                .append(adaptation.candidates().size())
                .append(" candidates")
                .append(
                        adaptation.excluded().isEmpty()
                                ? ""
                                : " (excluded before: " + ExcludedCounts.listed(adaptation.excluded()) + ")")
                .append(", in training order:\n\n")
                .append(neighbors())
                .append("\n\nloss per step (nats per token, before the step):\n")
                .append(losses())
                .append("\n\n")
                .append(scores());
        adaptation.continuation().ifPresent(continuation -> text.append("\n\ncontinuation before:\n")
                .append(indented(continuation.before()))
                .append("\n\ncontinuation after:\n")
                .append(indented(continuation.after())));
        Adaptation.Seconds seconds = adaptation.seconds();
        text.append(String.format(
                Locale.ROOT,
                "%n%nseconds: embed %.3f, search %.3f, select %.3f, train %.3f, score %.3f, reset %.3f",
                seconds.embed(),
                seconds.search(),
                seconds.select(),
                seconds.train(),
                seconds.score(),
                seconds.reset()));
        return text.toString();
    }

    private String neighbors() {
        List<Chosen> picks = Chosen.of(adaptation.selection(), adaptation.candidates());
        List<String> texts = corpus.texts(adaptation.selection().ids());
        List<List<String>> rows = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < picks.size(); i++) {
            Chosen pick = picks.get(i);
            List<String> row = List.of(
                    String.valueOf(i + 1),
                    String.valueOf(pick.id()),
                    String.format(Locale.ROOT, "%.4f", pick.similarity()),
                    Double.isNaN(pick.uncertainty()) ? "-" : String.format(Locale.ROOT, "%.4f", pick.uncertainty()),
                    TextTable.firstLine(origin(pick.id()), columns / 6));
            rows.add(row);
            width = Math.max(width, row.get(1).length() + row.get(4).length());
        }
        int left = Math.max(12, columns - width - 3 - 10 - 11 - 5 * 2 - 1);
        TextTable table = new TextTable("rrrrll");
        table.row("#", "id", "similarity", "uncertainty", "origin", "text");
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = new ArrayList<>(rows.get(i));
            row.add(TextTable.firstLine(texts.get(i), left));
            table.row(row);
        }
        return table.render();
    }

    private String origin(long id) {
        Map<String, String> metadata = corpus.metadata(id);
        String domain = metadata.getOrDefault("domain", "");
        String source = metadata.getOrDefault("source", "");
        String file = source.substring(source.lastIndexOf('/') + 1);
        return domain.isEmpty() ? file : file.isEmpty() ? domain : domain + " " + file;
    }

    private String losses() {
        StringBuilder lines = new StringBuilder();
        int used = 0;
        for (Step step : adaptation.steps()) {
            String loss = String.format(Locale.ROOT, "%7.3f", step.loss());
            if (used > 0 && used + loss.length() > columns) {
                lines.append('\n');
                used = 0;
            }
            lines.append(loss);
            used += loss.length();
        }
        return adaptation.steps().isEmpty() ? "  none: no neighbour has two tokens" : lines.toString();
    }

    private String scores() {
        Score before = adaptation.before();
        Score after = adaptation.after();
        TextTable table = new TextTable("lr")
                .row("", "bits per byte", "bits", "bytes", "tokens")
                .row(row("before", before));
        adaptation.watched().forEach(point -> table.row(row("after " + point.neighbors(), point.score())));
        return table.row(row("after", after)).render()
                + String.format(
                        Locale.ROOT,
                        "%nafter training: %s%% of before",
                        SummaryTable.percent(100 * after.bits() / before.bits()));
    }

    private static List<String> row(String name, Score score) {
        return List.of(
                name,
                String.format(Locale.ROOT, "%.4f", score.bitsPerByte()),
                String.format(Locale.ROOT, "%.1f", score.bits()),
                String.valueOf(score.bytes()),
                String.valueOf(score.tokens()));
    }

    private static String indented(String text) {
        return TextTable.compact(text).lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }
}
