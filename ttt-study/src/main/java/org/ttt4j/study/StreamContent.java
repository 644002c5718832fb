package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a report says of a study of streams. Thread-safe. */
final class StreamContent {

    private static final String CONFIG = "config.";

    private StreamContent() {}

    /**
     * Puts it together.
     *
     * @param drawing why no chart can be drawn here, if so
     */
    static ReportContent of(StreamFigures figures, Optional<String> drawing) {
        List<ReportPart> parts = new ArrayList<>();
        if (drawing.isEmpty()) {
            parts.add(StreamPlot.of(figures));
        }
        parts.add(table(figures));
        Map<String, String> facts = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        ReportManifest.facts(figures.manifest()).forEach((name, value) -> (name.startsWith(CONFIG) ? settings : facts)
                .put(name.startsWith(CONFIG) ? name.substring(CONFIG.length()) : name, value));
        return new ReportContent(
                figures.title(),
                findings(figures),
                drawing.map(why -> List.of("The chart is left out: " + why + "."))
                        .orElse(List.of()),
                parts,
                List.of(),
                Optional.empty(),
                ReportManifest.command(figures.manifest()),
                facts,
                settings);
    }

    private static List<String> findings(StreamFigures figures) {
        StreamFigures.Arm first = figures.arms().get(0);
        StreamFigures.Arm best = figures.arms().stream()
                .min(Comparator.comparingDouble(StreamFigures.Arm::bitsPerByte))
                .orElseThrow();
        String what = best.name().equals(first.name())
                ? "Nothing reads better than " + first.name() + ", at " + Numbers.bits(first.bitsPerByte())
                        + " bits per byte."
                : "Best is " + best.name() + ", at " + Numbers.bits(best.bitsPerByte()) + " bits per byte, "
                        + Numbers.percent(best.percentOfFirst()) + "% of " + first.name() + range(best) + ".";
        return List.of(figures.question(), what);
    }

    private static String range(StreamFigures.Arm arm) {
        return arm.interval()
                .map(range -> " (90% interval " + Numbers.percent(Optional.of(range)) + ")")
                .orElse("");
    }

    static ReportTable table(StreamFigures figures) {
        String first = figures.arms().get(0).name();
        double best = figures.arms().stream()
                .mapToDouble(StreamFigures.Arm::bitsPerByte)
                .min()
                .orElseThrow();
        ReportTable table = ReportTable.of(
                "arms",
                "Arms",
                List.of(
                        "Intervals are 90% percentile intervals of resamples of whole streams, which each arm reads alike.",
                        "Operations are an estimate; seconds are of the machine of the study."),
                List.of("arm", "bits per byte", "% of " + first, "MFLOP per byte", "seconds", "streams"));
        for (StreamFigures.Arm arm : figures.arms()) {
            ReportTable.Mark mark = arm.bitsPerByte() == best ? ReportTable.Mark.BEST : ReportTable.Mark.NONE;
            table.add(
                    false,
                    List.of(
                            ReportTable.Cell.of(arm.name()),
                            new ReportTable.Cell(Numbers.bits(arm.bitsPerByte()), "", mark),
                            ReportTable.Cell.of(Numbers.percent(arm.percentOfFirst()), Numbers.percent(arm.interval())),
                            ReportTable.Cell.of(Numbers.decimals(1, arm.flopsPerByte() / 1e6)),
                            ReportTable.Cell.of(Numbers.decimals(1, arm.seconds())),
                            ReportTable.Cell.of(Numbers.count(arm.streams()))));
        }
        return table;
    }
}
