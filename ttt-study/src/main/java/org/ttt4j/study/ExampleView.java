package org.ttt4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Documents in full: what was chosen for them, and which of their tokens it made likelier. Thread-safe. */
final class ExampleView {

    private static final int EACH_SIDE = 3;
    private static final int STEPS = 4; // of colour on either side
    private static final double STEP = 0.5; // nats; doubles with each further one
    private static final int SUMMARY_LETTERS = 90;

    private ExampleView() {}

    /** The examples that gained most and least, most first; those without tokens are left out. */
    static List<StudyExample> select(List<StudyExample> examples) {
        List<StudyExample> sorted = new ArrayList<>(examples);
        sorted.removeIf(example -> example.tokens().isEmpty() || !Double.isFinite(example.gain()));
        sorted.sort(Comparator.comparingDouble(StudyExample::gain)
                .reversed()
                .thenComparing(StudyExample::arm)
                .thenComparingLong(StudyExample::document)
                .thenComparingLong(StudyExample::seed));
        if (sorted.size() > 2 * EACH_SIDE) {
            sorted.subList(EACH_SIDE, sorted.size() - EACH_SIDE).clear();
        }
        return List.copyOf(sorted);
    }

    /** One line about an example. */
    static String title(StudyExample example) {
        double gain = 100 * example.gain();
        return String.format(
                Locale.ROOT,
                "%s, document %d: %.1f%% %s bits with %s and %s",
                example.domain(),
                example.document(),
                Math.abs(gain),
                gain < 0 ? "more" : "fewer",
                example.arm(),
                ReportData.neighbors(example.neighbors()));
    }

    static String html(List<StudyExample> examples) {
        StringBuilder html = new StringBuilder("<p class=\"legend\">Likelier than before: ");
        for (int level = STEPS; level >= -STEPS; level--) {
            html.append("<span class=\"")
                    .append(level == 0 ? "t" : style(level))
                    .append("\">")
                    .append(
                            level == 0
                                    ? "the same"
                                    : String.format(Locale.ROOT, "%+.1f", Math.signum(level) * low(level)))
                    .append("</span> ");
        }
        html.append("nats per token. Point at a token to see its probability before and after.</p>\n");
        for (int i = 0; i < examples.size(); i++) {
            example(html, examples.get(i), i == 0);
        }
        return html.toString();
    }

    private static void example(StringBuilder html, StudyExample example, boolean open) {
        html.append(open ? "<details class=\"example\" open>" : "<details class=\"example\">")
                .append("<summary>")
                .append(HtmlText.escape(title(example)))
                .append("<small>")
                .append(HtmlText.escape(example.source()))
                .append("</small></summary>\n<h3>Query</h3>\n<pre>")
                .append(HtmlText.escape(example.query()))
                .append("</pre>\n<h3>Scored text, coloured by what changed</h3>\n<pre class=\"tokens\">");
        example.tokens().forEach(token -> token(html, token));
        html.append("</pre>\n");
        if (!example.chosen().isEmpty()) {
            html.append("<h3>Neighbours, in the order of their use</h3>\n<ol>\n");
            example.chosen().forEach(neighbor -> neighbor(html, neighbor));
            html.append("</ol>\n");
        }
        html.append("</details>\n");
    }

    private static void token(StringBuilder html, TokenChange token) {
        int level = level(token.after() - token.before());
        String text = HtmlText.escape(token.text());
        if (level == 0) {
            html.append(text);
            return;
        }
        html.append("<span class=\"")
                .append(style(level))
                .append(String.format(
                        Locale.ROOT,
                        "\" title=\"%s → %s\">",
                        Numbers.significant(Math.exp(token.before())),
                        Numbers.significant(Math.exp(token.after()))))
                .append(text)
                .append("</span>");
    }

    /** From -4, much less likely, to 4, much likelier; 0 where it hardly changed. */
    static int level(double change) {
        int level = 0;
        while (level < STEPS && Math.abs(change) >= low(level + 1)) {
            level++;
        }
        return change < 0 ? -level : level;
    }

    private static double low(int level) {
        return STEP * Math.pow(2, Math.abs(level) - 1);
    }

    private static String style(int level) {
        return (level > 0 ? "up" : "down") + Math.abs(level);
    }

    private static void neighbor(StringBuilder html, StudyExample.Neighbor neighbor) {
        html.append("<li><details><summary>")
                .append(HtmlText.escape(firstWords(neighbor.text())))
                .append("<small>")
                .append(HtmlText.escape(measures(neighbor) + ", " + neighbor.source()))
                .append("</small></summary><pre>")
                .append(HtmlText.escape(neighbor.text()))
                .append("</pre></details></li>\n");
    }

    /** Similarity and, if the selector tells it, uncertainty. */
    static String measures(StudyExample.Neighbor neighbor) {
        String similarity = String.format(Locale.ROOT, "similarity %.3f", neighbor.similarity());
        return Double.isFinite(neighbor.uncertainty())
                ? similarity + String.format(Locale.ROOT, ", uncertainty left %.3f", neighbor.uncertainty())
                : similarity;
    }

    /** The beginning on one line. */
    static String firstWords(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= SUMMARY_LETTERS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SUMMARY_LETTERS - 1)) + "…";
    }
}
