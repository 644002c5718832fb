package org.ttt4j.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the few literals of Python that the header of a {@code .npy} file is made of: a dictionary of texts, truth
 * values, whole numbers, tuples and lists. Texts become {@link String}, truth values {@link Boolean}, numbers
 * {@link Long}, tuples {@link Tuple}, lists {@link List}. Confined to one thread.
 */
final class PythonLiteral {

    /** Deeper than any dtype; a damaged file must not overflow the stack. */
    private static final int DEEPEST = 16;

    private static final int SHOWN = 60;

    private final String text;
    private int at;

    PythonLiteral(String text) {
        this.text = text;
    }

    /** A tuple, which is no list to Python. Thread-safe. */
    record Tuple(List<Object> items) {}

    /**
     * Reads the whole text as one dictionary whose keys are texts.
     *
     * @throws IllegalArgumentException if it is something else
     */
    Map<String, Object> dictionary() {
        Map<String, Object> entries = new LinkedHashMap<>();
        demand('{');
        while (!taken('}')) {
            String key = string();
            demand(':');
            if (entries.put(key, value(0)) != null) {
                throw wrong("the key " + show(key) + " only once");
            }
            if (!taken(',')) {
                demand('}');
                break;
            }
        }
        if (peek() != 0) {
            throw wrong("nothing after the dictionary");
        }
        return entries;
    }

    /** A value as Python would write it, cut to what a message can hold. */
    static String show(Object value) {
        String shown;
        if (value instanceof String string) {
            shown = "'" + string + "'";
        } else if (value instanceof Boolean flag) {
            shown = flag ? "True" : "False";
        } else if (value instanceof Tuple tuple) {
            shown = joined(tuple.items(), "(", tuple.items().size() == 1 ? ",)" : ")");
        } else if (value instanceof List<?> list) {
            shown = joined(list, "[", "]");
        } else {
            shown = String.valueOf(value);
        }
        String printable = shown.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
    }

    private static String joined(List<?> items, String before, String after) {
        return items.stream().map(PythonLiteral::show).collect(Collectors.joining(", ", before, after));
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw wrong("values nested less than " + DEEPEST + " deep");
        }
        char next = peek();
        if (next == '\'' || next == '"') {
            return string();
        }
        if (taken('(')) {
            return parenthesised(depth);
        }
        if (taken('[')) {
            return items(']', depth).items();
        }
        if (Character.isLetter(next)) {
            String word = word();
            return switch (word) {
                case "True" -> true;
                case "False" -> false;
                default -> throw wrong("a value instead of " + show(word));
            };
        }
        return number();
    }

    /** A tuple; parentheses around one value without a comma are no tuple but that value. */
    private Object parenthesised(int depth) {
        Tuple tuple = items(')', depth);
        boolean plain = tuple.items().size() == 1
                && !text.substring(0, at - 1).stripTrailing().endsWith(",");
        return plain ? tuple.items().get(0) : tuple;
    }

    private Tuple items(char end, int depth) {
        List<Object> items = new ArrayList<>();
        while (!taken(end)) {
            items.add(value(depth + 1));
            if (!taken(',')) {
                demand(end);
                break;
            }
        }
        return new Tuple(List.copyOf(items));
    }

    private String string() {
        char quote = peek();
        if (quote != '\'' && quote != '"') {
            throw wrong("a text in quotes");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw wrong("a text that ends");
        }
        String string = text.substring(at + 1, end);
        if (string.indexOf('\\') >= 0) {
            throw wrong("a text without escapes");
        }
        at = end + 1;
        return string;
    }

    private String word() {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private Long number() {
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String digits = text.substring(start, at);
        try {
            Long number = Long.valueOf(digits);
            taken('L'); // Python 2 wrote long numbers so
            return number;
        } catch (NumberFormatException notALong) {
            at = start;
            throw wrong("a text, True, False, a tuple or a whole number below 2^63");
        }
    }

    /** The next character that is not blank, or 0 at the end. */
    private char peek() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n' || text.charAt(at) == '\t')) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean taken(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void demand(char wanted) {
        if (!taken(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    private IllegalArgumentException wrong(String wanted) {
        String rest = text.substring(Math.min(at, text.length()), Math.min(at + 20, text.length()));
        return new IllegalArgumentException("found " + (rest.isBlank() ? "the end" : show(rest.strip()))
                + " at character " + at + ", wanted " + wanted);
    }
}
