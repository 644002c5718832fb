package org.ttt4j.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Bits per byte against lambda. Thread-safe.
 *
 * @param selector id of the selector that was swept
 * @param points in the order in which they are shown, over the same documents
 * @param failures documents that some arm could not score
 */
record TuneCurve(String selector, List<TunePoint> points, int failures) {

    TuneCurve {
        points = List.copyOf(points);
    }

    private List<TunePoint> sweep() {
        return points.stream().filter(point -> point.lambda().isPresent()).toList();
    }

    /** The lambda of fewest bits, the smaller of equal ones; empty if nothing was scored. */
    Optional<TunePoint> best() {
        return sweep().stream()
                .filter(point -> Double.isFinite(point.bitsPerByte()))
                .min(Comparator.comparingDouble(TunePoint::bitsPerByte)); // the first of equal ones
    }

    int documents() {
        return points.get(0).summary().total().documents();
    }

    private int neighbors() {
        return points.get(0).summary().counts().largest();
    }

    /** Field names are stable. */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("selector", selector);
        json.put("neighbors", neighbors());
        json.put("documents", documents());
        json.put("failures", failures);
        json.putObject("base")
                .set(
                        "bits_per_byte",
                        JsonNumber.of(points.get(0).summary().total().bitsPerByte(0)));
        ArrayNode curve = json.putArray("curve");
        for (TunePoint point : sweep()) {
            ObjectNode one = curve.addObject();
            one.put("lambda", point.lambda().orElseThrow().value());
            one.setAll(point.json());
        }
        ObjectNode limits = json.putObject("limits");
        points.stream()
                .filter(point -> point.lambda().isEmpty())
                .forEach(point -> limits.set(point.selector(), point.json()));
        json.putNull("best");
        best().ifPresent(point -> {
            ObjectNode best = json.putObject("best");
            best.put("lambda", point.lambda().orElseThrow().value());
            best.set("bits_per_byte", JsonNumber.of(point.bitsPerByte()));
            best.put("setting", setting(point));
        });
        return json;
    }

    /** For a terminal. */
    String text() {
        StringBuilder text = new StringBuilder("bits per byte of ")
                .append(documents())
                .append(documents() == 1 ? " document" : " documents")
                .append(" after training on ")
                .append(neighbors())
                .append(neighbors() == 1 ? " neighbour:\n\n" : " neighbours:\n\n")
                .append(table());
        if (failures > 0) {
            text.append("\n\n").append(failures).append(" more failed in some row and count in none");
        }
        best().ifPresent(point -> text.append("\n\n").append(advice(point)));
        return text.toString();
    }

    private String table() {
        Optional<TunePoint> best = best();
        TextTable table = new TextTable("lrrrrrl");
        table.row("selector", "lambda", "bits per byte", "% of base", "90% interval", "picks", "")
                .rule();
        double base = points.get(0).summary().total().bitsPerByte(0);
        table.row("base", "", SummaryTable.bits(base), SummaryTable.percent(100), "", "0.0");
        for (TunePoint point : points) {
            List<String> row = new ArrayList<>(List.of(
                    point.selector(),
                    point.lambda().map(Lambda::toString).orElse(""),
                    SummaryTable.bits(point.bitsPerByte()),
                    SummaryTable.percent(point.percentOfBase()),
                    SummaryTable.interval(point.percentInterval()),
                    SummaryTable.percent(point.meanPicks())));
            best.filter(point::equals).ifPresent(same -> row.add("<- best lambda"));
            table.row(row);
        }
        return table.render();
    }

    private String advice(TunePoint best) {
        List<TunePoint> sweep = sweep();
        Lambda lambda = best.lambda().orElseThrow();
        StringBuilder text = new StringBuilder("lambda ")
                .append(lambda)
                .append(" does best here; the line for a configuration file:\n\n  ")
                .append(setting(best));
        if (sweep.size() > 1 && (best.equals(sweep.get(0)) || best.equals(sweep.get(sweep.size() - 1)))) {
            text.append("\n\nIt is the ")
                    .append(best.equals(sweep.get(0)) ? "smallest" : "largest")
                    .append(" that was tried: a better one may lie beyond.");
        }
        points.stream()
                .filter(point -> point.lambda().isEmpty() && point.bitsPerByte() < best.bitsPerByte())
                .min(Comparator.comparingDouble(TunePoint::bitsPerByte))
                .ifPresent(better -> text.append(String.format(
                        Locale.ROOT,
                        "%n%n%s does better than %s with any lambda that was tried: %s = %s",
                        better.selector(),
                        selector,
                        Slot.SELECTOR.useKey(),
                        better.selector())));
        return text.toString();
    }

    private String setting(TunePoint point) {
        return TuneArm.key(selector) + " = " + point.lambda().orElseThrow();
    }
}
