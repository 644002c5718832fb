package org.ttt4j.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A report as one self-contained HTML page: no script, no font, no address is loaded. Confined to one thread. */
final class ReportPage {

    private static final String STYLE = "report.css";

    private final ReportContent content;
    private final StringBuilder html = new StringBuilder();

    private ReportPage(ReportContent content) {
        this.content = content;
    }

    /** The page, to be written as UTF-8. */
    static String render(ReportContent content) {
        return new ReportPage(content).page();
    }

    private String page() {
        String title = HtmlText.escape(content.title());
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(title)
                .append("</h1>\n<div class=\"findings\">\n");
        content.findings()
                .forEach(sentence ->
                        html.append("<p>").append(HtmlText.escape(sentence)).append("</p>\n"));
        html.append("</div>\n");
        content.notices().forEach(notice -> html.append("<p class=\"notice\">")
                .append(HtmlText.escape(notice))
                .append("</p>\n"));
        content.parts().forEach(this::part);
        if (!content.examples().isEmpty()) {
            section("Examples", ExampleView.html(content.examples()));
        }
        content.failures().ifPresent(this::table);
        manifest();
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private void part(ReportPart part) {
        if (part instanceof ReportTable table) {
            table(table);
        } else if (part instanceof Plot plot) {
            plot(plot);
        }
    }

    private void table(ReportTable table) {
        StringBuilder body = new StringBuilder(table.html());
        table.notes().forEach(note -> body.append("<p class=\"note\">")
                .append(HtmlText.escape(note))
                .append("</p>\n"));
        section(table.title(), body.toString());
    }

    private void plot(Plot plot) {
        section(
                plot.title(),
                "<figure><div class=\"chart desktop\">"
                        + PlotRendering.inline(plot, Plot.Size.WIDE) + "</div><div class=\"chart phone\">"
                        + PlotRendering.inline(plot, Plot.Size.NARROW) + "</div><figcaption>"
                        + HtmlText.escape(plot.note()) + "</figcaption></figure>\n");
    }

    private void manifest() {
        StringBuilder body = new StringBuilder();
        if (!content.command().isEmpty()) {
            body.append("<p>To run it again:</p>\n<pre>")
                    .append(HtmlText.escape(content.command()))
                    .append("</pre>\n");
        }
        facts(body, content.manifest());
        section("How the numbers were made", body.toString());
        if (!content.settings().isEmpty()) {
            StringBuilder settings = new StringBuilder("<details><summary>All settings</summary>\n");
            facts(settings, content.settings());
            section("Configuration", settings.append("</details>\n").toString());
        }
    }

    private static void facts(StringBuilder body, Map<String, String> facts) {
        body.append("<dl>\n");
        facts.forEach((name, value) -> body.append("<dt>")
                .append(HtmlText.escape(name))
                .append("</dt><dd>")
                .append(HtmlText.escape(value))
                .append("</dd>\n"));
        body.append("</dl>\n");
    }

    private void section(String heading, String body) {
        html.append("<section>\n<h2>")
                .append(HtmlText.escape(heading))
                .append("</h2>\n")
                .append(body)
                .append("</section>\n");
    }

    private static String style() {
        return ":root { color-scheme: light dark; " + ReportPalette.css(ReportPalette.LIGHT) + " }\n"
                + "@media screen and (prefers-color-scheme: dark) { :root { "
                + ReportPalette.css(ReportPalette.DARK) + " } }\n" + String.join("\n", List.of(resource(), ""));
    }

    private static String resource() {
        try (InputStream css = ReportPage.class.getResourceAsStream(STYLE)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the report's own " + STYLE + " cannot be read", e);
        }
    }
}
