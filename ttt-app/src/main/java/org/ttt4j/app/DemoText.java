package org.ttt4j.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cleans the text of a file and cuts it into pieces. Thread-safe. */
final class DemoText {

    // Possessive where it can be: a comment of many lines must not overflow the stack of the matcher.
    private static final Pattern COMMENT = Pattern.compile(
            "\\A\\s*+(?:/\\*[\\s\\S]*?\\*/|<!--[\\s\\S]*?-->|#\\|[\\s\\S]*?\\|#|(?:[ \\t]*+(?://|#|;|--|%)[^\\n]*+\\n)++)\\s*+");
    private static final Pattern NOTICE = Pattern.compile("licen[sc]e|copyright", Pattern.CASE_INSENSITIVE);
    private static final Pattern TRAILING_BLANKS = Pattern.compile("[ \\t]++\\n");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{3,}+");

    private DemoText() {}

    /**
     * Unix line ends, no trailing blanks, at most one empty line in a row, one line end at the end.
     *
     * @param dropNotice whether a first comment that speaks of a licence or copyright is dropped
     */
    static String clean(String text, boolean dropNotice) {
        String unix = text.replace("\r\n", "\n");
        String body = dropNotice ? withoutNotice(unix) : unix;
        String narrow = TRAILING_BLANKS.matcher(body).replaceAll("\n");
        return EMPTY_LINES.matcher(narrow).replaceAll("\n\n").strip() + "\n";
    }

    private static String withoutNotice(String text) {
        Matcher comment = COMMENT.matcher(text);
        return comment.find() && NOTICE.matcher(comment.group()).find() ? text.substring(comment.end()) : text;
    }

    /**
     * Cuts at the last empty line of each window of {@code most} bytes if that leaves at least half of it, else at the
     * last line end or blank that leaves at least a quarter, else at the last code point.
     *
     * @param least shorter pieces are left out
     */
    static List<String> pieces(String text, int most, int least) {
        List<String> pieces = new ArrayList<>();
        String rest = text;
        while (bytes(rest) > most) {
            String window = prefix(rest, most);
            int cut = window.lastIndexOf("\n\n");
            if (cut < most / 2) {
                cut = window.lastIndexOf('\n');
            }
            if (cut < most / 4) {
                cut = window.lastIndexOf(' ');
            }
            if (cut <= 0) {
                cut = window.length() - 1;
            }
            pieces.add(rest.substring(0, cut + 1));
            rest = rest.substring(cut + 1);
            while (rest.startsWith("\n")) {
                rest = rest.substring(1);
            }
        }
        pieces.add(rest);
        pieces.removeIf(piece -> bytes(piece) < least);
        return pieces;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The longest beginning of at most {@code most} bytes that ends between two code points; never empty. */
    private static String prefix(String text, int most) {
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            int length = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (used + length > most && end > 0) {
                break;
            }
            used += length;
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end);
    }
}
