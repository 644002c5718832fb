package org.ttt4j.app;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ttt4j.api.Pick;
import org.ttt4j.api.Selection;
import org.ttt4j.api.Selector;
import org.ttt4j.api.Settings;

/**
 * A selection among vectors, for programs and for people. Thread-safe.
 *
 * @param selector its id
 * @param settings its settings
 * @param request what was to be selected from; ids are rows
 * @param seconds wall-clock time of the selection alone
 */
record SelectionView(
        String selector, Settings settings, Selector.Request request, Selection selection, double seconds) {

    private static final int SIGNIFICANT = 6;
    private static final int MOST_DECIMALS = 12;

    /** The answer as JSON has it; the four names are promised. */
    record Result(List<Long> indices, List<Double> posteriorVariance, int stoppedAfter, double seconds) {}

    /** For programs. */
    Result json() {
        List<Pick> picks = selection.picks();
        return new Result(
                picks.stream().map(Pick::id).toList(),
                picks.stream()
                        .map(pick -> pick.uncertainty() * pick.uncertainty())
                        .toList(),
                picks.size(),
                seconds);
    }

    /** For people. */
    String text() {
        int picks = selection.picks().size();
        StringBuilder text = new StringBuilder();
        if (picks > 0) {
            text.append(table()).append("\n\n");
        }
        long different =
                selection.picks().stream().mapToLong(Pick::id).distinct().count();
        text.append(selector)
                .append(": ")
                .append(counted(picks, "pick"))
                .append(different < picks ? " (" + different + " different)" : "")
                .append(" of ")
                .append(counted(request.candidates().size(), "candidate"))
                .append(
                        seconds < 1
                                ? String.format(Locale.ROOT, " in %.2f ms", 1e3 * seconds)
                                : String.format(Locale.ROOT, " in %.2f s", seconds));
        if (Double.isFinite(selection.priorUncertainty())) {
            text.append(", uncertainty ").append(rounded(selection.priorUncertainty()));
            text.append(picks == 0 ? "" : " -> " + rounded(last().uncertainty()));
        }
        if (picks < request.budget()) {
            text.append("; ").append(new StopReason(settings, request, selection).sentence());
        }
        return text.toString();
    }

    private String table() {
        List<Chosen> chosen = Chosen.of(selection, request.candidates());
        List<String> similarities =
                column(chosen.stream().mapToDouble(Chosen::similarity).toArray());
        List<String> uncertainties =
                column(chosen.stream().mapToDouble(Chosen::uncertainty).toArray());
        TextTable table = new TextTable("rrrr").row("RANK", "ROW", "SIMILARITY", "UNCERTAINTY");
        for (int i = 0; i < chosen.size(); i++) {
            List<String> row = new ArrayList<>();
            row.add(String.valueOf(i + 1));
            row.add(String.valueOf(chosen.get(i).id()));
            row.add(similarities.get(i));
            row.add(uncertainties.get(i));
            table.row(row);
        }
        return table.render();
    }

    /** One number of decimals for a whole column, such that its largest number has six significant digits. */
    private static List<String> column(double[] values) {
        double largest = Arrays.stream(values)
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
        int digits = largest == 0 ? 1 : (int) Math.floor(Math.log10(largest)) + 1;
        int decimals = Math.max(0, Math.min(MOST_DECIMALS, SIGNIFICANT - digits));
        return Arrays.stream(values)
                .mapToObj(value -> Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value))
                .toList();
    }

    private Pick last() {
        return selection.picks().get(selection.picks().size() - 1);
    }

    /** Four significant digits, without the zeros that say nothing. */
    static String rounded(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        boolean plain = value == 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e9);
        return plain ? rounded.toPlainString() : rounded.toString();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
