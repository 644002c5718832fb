package org.ttt4j.study;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of a report, the same in HTML, Markdown and CSV. Confined to one thread while rows are added.
 *
 * @param name of its file, without an ending
 * @param title heading
 * @param notes how to read it, one sentence each
 * @param header names of the columns; the first column names the rows
 * @param rows in order
 */
record ReportTable(String name, String title, List<String> notes, List<String> header, List<Row> rows)
        implements ReportPart {

    ReportTable {
        notes = List.copyOf(notes);
        header = List.copyOf(header);
    }

    static ReportTable of(String name, String title, List<String> notes, List<String> header) {
        return new ReportTable(name, title, notes, header, new ArrayList<>());
    }

    /** What a cell says beyond its text. */
    enum Mark {
        NONE(""),
        /** The best of its row, or of its column where arms are rows. */
        BEST(""),
        /** Cannot be told from the best. */
        TIED("≈"),
        /** Better than what it is compared with, beyond chance. */
        BETTER("▲"),
        /** Worse than what it is compared with, beyond chance. */
        WORSE("▼");

        private final String sign;

        Mark(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /**
     * A cell. Thread-safe.
     *
     * @param text the value as people read it
     * @param detail smaller below it, such as an interval; may be empty
     * @param mark what it says beyond that
     */
    record Cell(String text, String detail, Mark mark) {

        static Cell of(String text) {
            return new Cell(text, "", Mark.NONE);
        }

        static Cell of(String text, String detail) {
            return new Cell(text, detail, Mark.NONE);
        }
    }

    /**
     * A row. Thread-safe.
     *
     * @param total whether it sums up others
     * @param cells as many as the header has
     */
    record Row(boolean total, List<Cell> cells) {

        Row {
            cells = List.copyOf(cells);
        }
    }

    /** Adds a row. */
    void add(boolean total, List<Cell> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException(
                    "found " + cells.size() + " cells, wanted as many as columns, " + header.size());
        }
        rows.add(new Row(total, cells));
    }

    /** A scrollable box with the table; numbers flush right. */
    String html() {
        StringBuilder html = new StringBuilder("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(HtmlText.escape(title))
                .append("\"><table>\n<thead><tr>");
        header.forEach(name -> html.append("<th>").append(HtmlText.escape(name)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            html.append(row.total() ? "<tr class=\"total\">" : "<tr>");
            for (int i = 0; i < row.cells().size(); i++) {
                html.append(i == 0 ? "<th>" : "<td" + style(row.cells().get(i).mark()) + ">")
                        .append(content(row.cells().get(i)))
                        .append(i == 0 ? "</th>" : "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table></div>\n").toString();
    }

    private static String style(Mark mark) {
        return switch (mark) {
            case NONE, TIED -> "";
            case BEST -> " class=\"best\"";
            case BETTER -> " class=\"better\"";
            case WORSE -> " class=\"worse\"";
        };
    }

    private static String content(Cell cell) {
        String text = HtmlText.escape(cell.text())
                + (cell.mark().sign().isEmpty()
                        ? ""
                        : "<span class=\"sign\">" + cell.mark().sign() + "</span>");
        return cell.detail().isEmpty() ? text : text + "<small>" + HtmlText.escape(cell.detail()) + "</small>";
    }

    /** A pipe table; the best in bold, details in parentheses. */
    String markdown() {
        StringBuilder text = new StringBuilder("| ")
                .append(String.join(
                        " | ", header.stream().map(MarkdownText::cell).toList()))
                .append(" |\n|---|")
                .append("---:|".repeat(header.size() - 1))
                .append('\n');
        for (Row row : rows) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            row.cells().stream().map(ReportTable::markdown).toList()))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String markdown(Cell cell) {
        String text = MarkdownText.cell(cell.text());
        String shown = (cell.mark() == Mark.BEST ? "**" + text + "**" : text)
                + (cell.mark().sign().isEmpty() ? "" : " " + cell.mark().sign());
        return cell.detail().isEmpty() ? shown : shown + " (" + MarkdownText.cell(cell.detail()) + ")";
    }
}
