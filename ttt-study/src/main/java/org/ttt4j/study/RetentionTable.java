package org.ttt4j.study;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ttt4j.study.ReportTable.Cell;

/** How well neighbours that were trained on are still known at the end, by arm and position of the pick. Thread-safe. */
final class RetentionTable {

    private RetentionTable() {}

    /** Empty if no arm was asked for it. */
    static Optional<ReportTable> of(ReportData data) {
        ReportTable table = ReportTable.of(
                "retention",
                "What is kept of a neighbour",
                List.of(
                        "Bits per byte of neighbours that were trained on: before, right after the steps on them, and after the"
                                + " last step of all. Kept is the share of what those steps saved that is still saved at the end."),
                List.of("arm", "position", "neighbours", "before", "right after", "at the end", "kept"));
        for (ReportData.Shown arm : data.arms()) {
            SortedMap<Integer, Sums> positions = new TreeMap<>();
            data.scored(arm).forEach(line -> line.retention()
                    .forEach(one -> positions.merge(one.position(), Sums.of(one), Sums::plus)));
            positions.forEach((position, sums) -> table.add(false, sums.cells(arm.name(), position)));
        }
        return table.rows().isEmpty() ? Optional.empty() : Optional.of(table);
    }

    private record Sums(int count, double bytes, double before, double learned, double end) {

        static Sums of(Retained one) {
            return new Sums(1, one.bytes(), one.before(), one.learned(), one.end());
        }

        Sums plus(Sums other) {
            return new Sums(
                    count + other.count,
                    bytes + other.bytes,
                    before + other.before,
                    learned + other.learned,
                    end + other.end);
        }

        List<Cell> cells(String arm, int position) {
            double kept = (before - end) / (before - learned);
            return List.of(
                    Cell.of(arm),
                    Cell.of(String.valueOf(position)),
                    Cell.of(String.valueOf(count)),
                    Cell.of(Numbers.bits(before / bytes)),
                    Cell.of(Numbers.bits(learned / bytes)),
                    Cell.of(Numbers.bits(end / bytes)),
                    Cell.of(learned < before ? Numbers.percent(100 * kept) + "%" : "-"));
        }
    }
}
