package org.ttt4j.app;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns HTML into plain text: tags, comments, scripts and styles go, blocks become lines, character references become
 * characters. Forgiving: whatever is not markup is text. Confined to one thread.
 */
final class HtmlText {

    private static final Set<String> HIDDEN = Set.of("script", "style", "noscript", "template", "svg");
    private static final Set<String> PARAGRAPHS = Set.of(
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "pre",
            "blockquote",
            "table",
            "ul",
            "ol",
            "dl",
            "section",
            "article",
            "title");
    private static final Set<String> LINES = Set.of(
            "br",
            "div",
            "li",
            "tr",
            "dt",
            "dd",
            "hr",
            "header",
            "footer",
            "nav",
            "main",
            "aside",
            "figure",
            "form",
            "option",
            "caption",
            "figcaption");
    private static final Pattern REFERENCE = Pattern.compile("&(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z]{2,8});");
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("copy", "\u00a9"),
            Map.entry("reg", "\u00ae"),
            Map.entry("trade", "\u2122"),
            Map.entry("hellip", "\u2026"),
            Map.entry("mdash", "\u2014"),
            Map.entry("ndash", "\u2013"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201c"),
            Map.entry("rdquo", "\u201d"),
            Map.entry("laquo", "\u00ab"),
            Map.entry("raquo", "\u00bb"),
            Map.entry("bull", "\u2022"),
            Map.entry("middot", "\u00b7"),
            Map.entry("times", "\u00d7"),
            Map.entry("deg", "\u00b0"),
            Map.entry("sect", "\u00a7"),
            Map.entry("para", "\u00b6"),
            Map.entry("euro", "\u20ac"),
            Map.entry("pound", "\u00a3"),
            Map.entry("rarr", "\u2192"),
            Map.entry("larr", "\u2190"),
            Map.entry("le", "\u2264"),
            Map.entry("ge", "\u2265"),
            Map.entry("ne", "\u2260"),
            Map.entry("auml", "\u00e4"),
            Map.entry("ouml", "\u00f6"),
            Map.entry("uuml", "\u00fc"),
            Map.entry("Auml", "\u00c4"),
            Map.entry("Ouml", "\u00d6"),
            Map.entry("Uuml", "\u00dc"),
            Map.entry("szlig", "\u00df"),
            Map.entry("eacute", "\u00e9"),
            Map.entry("egrave", "\u00e8"),
            Map.entry("agrave", "\u00e0"),
            Map.entry("ccedil", "\u00e7"));

    private final String html;
    private final StringBuilder out = new StringBuilder();
    private int preformatted;

    private HtmlText(String html) {
        this.html = html;
    }

    /** The text of a page. */
    static String of(String html) {
        HtmlText reader = new HtmlText(html);
        reader.read();
        return reader.out.toString().strip() + "\n";
    }

    private void read() {
        int at = 0;
        while (at < html.length()) {
            int open = html.indexOf('<', at);
            if (open < 0) {
                text(html.substring(at));
                return;
            }
            text(html.substring(at, open));
            at = isMarkup(open) ? markup(open) : literal(open);
        }
    }

    private boolean isMarkup(int open) {
        if (open + 1 >= html.length()) {
            return false;
        }
        char next = html.charAt(open + 1);
        return next == '!' || next == '?' || next == '/' || Character.isLetter(next);
    }

    private int literal(int open) {
        text("<");
        return open + 1;
    }

    /** Handles the markup at {@code open} and tells where the text goes on. */
    private int markup(int open) {
        if (html.startsWith("<!--", open)) {
            return after("-->", open + 4);
        }
        int nameStart = html.charAt(open + 1) == '/' ? open + 2 : open + 1;
        int nameEnd = nameStart;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        boolean closing = nameStart == open + 2;
        int end = tagEnd(nameEnd);
        tag(name, closing);
        if (!closing && HIDDEN.contains(name) && html.charAt(end - 2 >= open ? end - 2 : open) != '/') {
            int close = indexOfIgnoringCase("</" + name, end);
            return close < 0 ? html.length() : tagEnd(close);
        }
        return end;
    }

    private void tag(String name, boolean closing) {
        if (PARAGRAPHS.contains(name)) {
            breakLines(2);
        } else if (LINES.contains(name)) {
            breakLines(1);
        } else if (name.equals("td") || name.equals("th")) {
            text(" ");
        }
        if (name.equals("pre")) {
            preformatted = Math.max(0, preformatted + (closing ? -1 : 1));
        }
        if (name.equals("li") && !closing) {
            out.append("- ");
        }
    }

    private void text(String raw) {
        String text = decoded(raw);
        if (preformatted > 0) {
            out.append(text.replace("\r\n", "\n"));
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!Character.isWhitespace(unit) && unit != '\u00a0') {
                out.append(unit);
            } else if (out.length() > 0 && !Character.isWhitespace(out.charAt(out.length() - 1))) {
                out.append(' ');
            }
        }
    }

    /** Ends the current line, so that {@code wanted} line ends stand before what follows. */
    private void breakLines(int wanted) {
        while (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        int have = 0;
        while (have < wanted && have < out.length() && out.charAt(out.length() - 1 - have) == '\n') {
            have++;
        }
        if (out.length() > 0) {
            out.append("\n".repeat(wanted - have));
        }
    }

    /** The position after a tag's {@code >}, which does not count within quotes. */
    private int tagEnd(int from) {
        char quote = 0;
        for (int i = from; i < html.length(); i++) {
            char unit = html.charAt(i);
            if (quote != 0) {
                quote = unit == quote ? 0 : quote;
            } else if (unit == '>') {
                return i + 1;
            } else if ((unit == '"' || unit == '\'') && html.charAt(i - 1) == '=') {
                quote = unit;
            }
        }
        return html.length();
    }

    private int after(String end, int from) {
        int found = html.indexOf(end, from);
        return found < 0 ? html.length() : found + end.length();
    }

    private int indexOfIgnoringCase(String wanted, int from) {
        for (int i = html.indexOf('<', from); i >= 0; i = html.indexOf('<', i + 1)) {
            if (html.regionMatches(true, i, wanted, 0, wanted.length())) {
                return i;
            }
        }
        return -1;
    }

    private static String decoded(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(character(found.group(1), found.group())));
    }

    private static String character(String name, String whole) {
        if (name.charAt(0) != '#') {
            return NAMED.getOrDefault(name, whole);
        }
        boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
        int codePoint = hexadecimal ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
        boolean valid = Character.isValidCodePoint(codePoint)
                && codePoint != 0
                && !(codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
        return valid ? Character.toString(codePoint) : "\ufffd";
    }
}
