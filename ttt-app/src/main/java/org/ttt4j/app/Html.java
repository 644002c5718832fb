package org.ttt4j.app;

/** Text in HTML and SVG. Thread-safe. */
final class Html {

    private Html() {}

    /** The text as element content or as a quoted attribute; control characters that XML forbids become spaces. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            switch (codePoint) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.appendCodePoint(codePoint);
                default -> escaped.appendCodePoint(Character.isISOControl(codePoint) ? ' ' : codePoint);
            }
        });
        return escaped.toString();
    }
}
