package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ttt4j.api.Trainer;
import org.ttt4j.store.IndexManifest;
import org.ttt4j.study.Bootstrap;

/**
 * What the demo found. Thread-safe.
 *
 * @param arms one per selector
 * @param example one document in full
 * @param counts neighbour counts
 * @param seconds wall-clock time per part of the demo
 */
record DemoOutcome(
        List<Arm> arms, Optional<ReportPage.Example> example, NeighborCounts counts, Map<String, Double> seconds) {

    private static final int HEADLINE = 20;
    private static final String CAVEAT =
            "In html and sql the neighbours are near copies (the furniture of javadoc pages,"
                    + " one schema for several databases): the largest gains are to be expected there.";

    DemoOutcome {
        arms = List.copyOf(arms);
    }

    /** One summary per arm and the times. */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        ObjectNode perArm = json.putObject("arms");
        arms.forEach(arm -> perArm.set(arm.name(), arm.summary().toJson()));
        json.set("seconds", ResultJson.seconds(seconds));
        return json;
    }

    /** For a terminal. */
    String text(int columns) {
        StringBuilder text = new StringBuilder("bits per byte of held-out text, and percent of the base model's, after"
                        + " training on n neighbours:\n\n")
                .append(ArmsTable.render(arms, shown()))
                .append('\n');
        for (int count : shown()) {
            for (Arm arm : arms) {
                Summary.Line total = arm.summary().total();
                int column = counts.values().indexOf(count);
                text.append(String.format(
                        Locale.ROOT,
                        "\n%-7s %2d neighbours: %s%% of base, 90%% interval %s",
                        arm.name(),
                        count,
                        SummaryTable.percent(total.percentOfBase(column)),
                        SummaryTable.interval(total.intervals().percentOfBase().get(column))));
            }
        }
        ExcludedCounts excluded = arms.get(0).summary().excluded(); // the same for every arm
        if (excluded.neighbors() > 0) {
            text.append("\n\n").append(excluded.note());
        }
        int failures =
                arms.stream().mapToInt(arm -> arm.summary().total().failures()).sum();
        if (failures > 0) {
            text.append("\n").append(failures).append(" documents failed and count in no sum");
        }
        text.append("\n\n").append(wrapped(CAVEAT, columns));
        example.ifPresent(shown -> text.append("\n\n").append(example(shown, columns)));
        double total =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        text.append(String.format(Locale.ROOT, "\n\ntime: %.0f s", total));
        for (Arm arm : arms) {
            text.append("\nper document, ")
                    .append(arm.name())
                    .append(": ")
                    .append(SummaryNotes.shares(arm.summary().seconds()));
        }
        return text.toString();
    }

    private static String example(ReportPage.Example example, int columns) {
        StringBuilder text = new StringBuilder("one example, the document with the median gain:\n")
                .append(example.origin())
                .append("\n\n")
                .append(clipped(example.prompt(), columns, 6))
                .append("\n\nits first neighbours of ")
                .append(example.neighbors().size())
                .append(", chosen by ")
                .append(example.selector())
                .append(":\n\n");
        example.neighbors().stream()
                .limit(5)
                .forEach(neighbor -> text.append(String.format(
                        Locale.ROOT,
                        "  %.3f  %s%n",
                        neighbor.chosen().similarity(),
                        TextTable.firstLine(neighbor.text(), columns - 10))));
        return text.append(String.format(
                        Locale.ROOT,
                        "%nprompt: %.3f bits per byte before, %.3f after%n%n",
                        example.before(),
                        example.after()))
                .append("continuation before:\n\n")
                .append(clipped(example.continuationBefore(), columns, 6))
                .append("\n\ncontinuation after:\n\n")
                .append(clipped(example.continuationAfter(), columns, 6))
                .toString();
    }

    /** The page's content. */
    ReportPage.Report report(Trainer.Traits model, IndexManifest index, DemoRun run, ObjectNode manifest) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "model",
                String.format(
                        Locale.ROOT,
                        "%s, %,d parameters, context of %d tokens, %s",
                        model.model(),
                        model.parameters(),
                        model.contextTokens(),
                        model.device()));
        facts.put("index", index.count() + " documents, embedder " + index.embedder() + ", metric " + index.metric());
        facts.put("documents", run.documents() + " held-out documents, whole files of which nothing is indexed");
        facts.put(
                "protocol",
                "embed the document, retrieve candidates, select, one AdamW pass over each pick, score the"
                        + " document, reset; the document itself is the query (the default of Hardt and Sun)");
        facts.put("sums", "bits and bytes are summed per domain and in total before dividing");
        facts.put("90% intervals", Bootstrap.RESAMPLES + " bootstrap resamples of source files");
        seconds.forEach((part, time) -> facts.put("time, " + part, String.format(Locale.ROOT, "%.1f s", time)));
        facts.put("made", manifest.path("created").asText() + " by " + manifest.path("application"));
        facts.put("Java", manifest.path("java").path("version").asText());
        facts.put(
                "machine",
                manifest.path("machine").path("os").asText() + " "
                        + manifest.path("machine").path("architecture").asText() + ", "
                        + manifest.path("machine").path("processors").asText() + " processors");
        manifest.path("config")
                .properties()
                .forEach(entry -> facts.put(entry.getKey(), entry.getValue().asText()));
        return new ReportPage.Report(
                "Test-time training on retrieved neighbours",
                List.of(
                        "A small language model reads " + run.documents()
                                + " held-out documents it has never seen. For each one it looks up similar documents in"
                                + " an index, takes a gradient step on some of them, and is scored again; then its"
                                + " weights are put back. Fewer bits per byte mean better predictions.",
                        CAVEAT),
                arms,
                shown(),
                example,
                facts);
    }

    private List<Integer> shown() {
        return counts.largest() > HEADLINE ? List.of(HEADLINE, counts.largest()) : List.of(HEADLINE);
    }

    private static String clipped(String text, int columns, int most) {
        List<String> lines = TextTable.compact(text)
                .lines()
                .map(line -> line.replace("\t", "    "))
                .toList();
        StringBuilder clipped = new StringBuilder();
        for (String line : lines.subList(0, Math.min(most, lines.size()))) {
            int length = line.codePointCount(0, line.length());
            String cut =
                    length <= columns - 4 ? line : line.substring(0, line.offsetByCodePoints(0, columns - 5)) + "…";
            clipped.append(clipped.isEmpty() ? "" : "\n").append(("  " + cut).stripTrailing());
        }
        return lines.size() > most ? clipped.append("\n  …").toString() : clipped.toString();
    }

    private static String wrapped(String text, int columns) {
        StringBuilder lines = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            if (used > 0 && used + 1 + word.length() > columns) {
                lines.append('\n');
                used = 0;
            }
            lines.append(used > 0 ? " " : "").append(word);
            used += word.length() + (used > 0 ? 1 : 0);
        }
        return lines.toString();
    }
}
