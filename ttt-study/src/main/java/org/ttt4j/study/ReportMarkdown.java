package org.ttt4j.study;

import java.util.Map;

/** A report as Markdown with its charts as files beside it. Confined to one thread. */
final class ReportMarkdown {

    private final ReportContent content;
    private final StringBuilder text = new StringBuilder();

    private ReportMarkdown(ReportContent content) {
        this.content = content;
    }

    static String render(ReportContent content) {
        return new ReportMarkdown(content).document();
    }

    private String document() {
        text.append("# ").append(MarkdownText.cell(content.title())).append("\n\n");
        content.findings().forEach(this::paragraph);
        content.notices().forEach(this::paragraph);
        content.parts().forEach(this::part);
        if (!content.examples().isEmpty()) {
            heading("Examples");
            content.examples().forEach(this::example);
        }
        content.failures().ifPresent(this::table);
        heading("How the numbers were made");
        if (!content.command().isEmpty()) {
            text.append("To run it again:\n\n")
                    .append(MarkdownText.block(content.command()))
                    .append('\n');
        }
        facts(content.manifest());
        if (!content.settings().isEmpty()) {
            heading("Configuration");
            facts(content.settings());
        }
        return text.toString().stripTrailing() + "\n";
    }

    private void heading(String heading) {
        text.append("## ").append(MarkdownText.cell(heading)).append("\n\n");
    }

    private void paragraph(String sentence) {
        text.append(MarkdownText.cell(sentence)).append("\n\n");
    }

    private void part(ReportPart part) {
        if (part instanceof ReportTable table) {
            table(table);
        } else if (part instanceof Plot plot) {
            plot(plot);
        }
    }

    private void table(ReportTable table) {
        heading(table.title());
        text.append(table.markdown()).append('\n');
        table.notes().forEach(this::paragraph);
    }

    private void plot(Plot plot) {
        heading(plot.title());
        text.append("![")
                .append(MarkdownText.cell(plot.title()))
                .append("](")
                .append(plot.name())
                .append(".svg)\n\n");
        paragraph(plot.note());
    }

    private void example(StudyExample example) {
        text.append("### ")
                .append(MarkdownText.cell(ExampleView.title(example)))
                .append("\n\n");
        text.append(MarkdownText.block(example.query())).append('\n');
        for (StudyExample.Neighbor neighbor : example.chosen()) {
            text.append("1. ")
                    .append(MarkdownText.cell(ExampleView.firstWords(neighbor.text())))
                    .append(" (")
                    .append(MarkdownText.cell(ExampleView.measures(neighbor) + ", " + neighbor.source()))
                    .append(")\n");
        }
        text.append('\n');
    }

    private void facts(Map<String, String> facts) {
        text.append("| | |\n|---|---|\n");
        facts.forEach((name, value) -> text.append("| ")
                .append(MarkdownText.cell(name))
                .append(" | ")
                .append(MarkdownText.cell(value))
                .append(" |\n"));
        text.append('\n');
    }
}
