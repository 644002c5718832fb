package org.ttt4j.study;

/** Text in Markdown. Thread-safe. */
final class MarkdownText {

    private MarkdownText() {}

    /** The text on one line, nothing in it being markup, as it may stand in a table. */
    static String cell(String text) {
        return text.replaceAll("\\s+", " ").strip().replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }

    /** The text as a block of code, whatever it holds. */
    static String block(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        return fence + "text\n" + text.stripTrailing() + "\n" + fence + "\n";
    }
}
