package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns for a terminal, each flush left or flush right, two spaces between. Confined to one thread. */
final class TextTable {

    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table.
     *
     * @param alignment {@code l} or {@code r} per column; the last one holds for all further columns
     */
    TextTable(String alignment) {
        this.alignment = alignment;
    }

    /** Adds a row; the last cell of a row may be as long as it likes. */
    TextTable row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Adds a row. */
    TextTable row(String... cells) {
        return row(List.of(cells));
    }

    /** Adds a line of dashes. */
    TextTable rule() {
        rows.add(List.of());
        return this;
    }

    /** The lines, without trailing spaces and without a final line end. */
    String render() {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), width(row.get(i))));
            }
        }
        int total = widths.stream().mapToInt(width -> width + 2).sum() - 2;
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(row.isEmpty() ? "-".repeat(Math.max(0, total)) : line(row, widths));
        }
        return String.join("\n", lines);
    }

    private String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String padding = " ".repeat(widths.get(i) - width(row.get(i)));
            line.append(i == 0 ? "" : "  ");
            line.append(
                    alignment.charAt(Math.min(i, alignment.length() - 1)) == 'l'
                            ? row.get(i) + padding
                            : padding + row.get(i));
        }
        return line.toString().stripTrailing();
    }

    /** A number with so many decimals, or a dash for NaN. */
    static String decimals(int count, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + count + "f", value);
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** A text as a terminal shows it best: no empty lines around it, and never two in a row. */
    static String compact(String text) {
        return text.replaceAll("[ \\t]+\\R", "\n").replaceAll("\\R{3,}", "\n\n").replaceAll("^\\R+|\\s+$", "");
    }

    /** The first line of a text that says something, on one line, cut to {@code width} characters. */
    static String firstLine(String text, int width) {
        String line = text.lines()
                .map(String::strip)
                .filter(candidate -> candidate.codePoints().anyMatch(Character::isLetterOrDigit))
                .findFirst()
                .orElse(text.strip());
        String flat = line.replaceAll("[\\s\\p{Cntrl}]+", " ");
        if (width(flat) <= width) {
            return flat;
        }
        return flat.substring(0, flat.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }
}
