package org.ttt4j.study;

/** Text in HTML. Thread-safe. */
final class HtmlText {

    private HtmlText() {}

    /** The text as element content or as a quoted attribute; control characters become spaces. */
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
                default -> escaped.appendCodePoint(isText(codePoint) ? codePoint : ' ');
            }
        });
        return escaped.toString();
    }

    /** Half of a surrogate pair, as a token may end with, has no UTF-8. */
    private static boolean isText(int codePoint) {
        return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
    }
}
