package org.ttt4j.train.tf;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code Split} by a regular expression that isolates its matches, as Llama 3 and Qwen2 have it. The library runs
 * Oniguruma and here runs {@link Pattern}, so only what means the same to both is accepted; and what depends on the
 * edition of Unicode is taken out beforehand: the pattern runs on a text of the same length in which each character
 * outside ASCII stands for its class. Thread-safe.
 */
final class SplitPattern implements Cutter {

    /** What {@link #shadow} makes of Unicode's white space, besides that of ASCII. */
    private static final String SPACES = "\\t-\\r \\xa0";

    /** The small letters to which ignoring case adds one outside ASCII. */
    private static final char LONG_S = 'ſ';

    private static final char KELVIN = '\u212a';

    private static final char LETTER = '\u00c0';
    private static final char NUMBER = '\u00b2';
    private static final char SPACE = '\u00a0';
    private static final char OTHER = '\u00a1';
    private static final String FAR_LETTER = Character.toString(0x20000);
    private static final String FAR_NUMBER = Character.toString(0x1d7ce);
    private static final String FAR_OTHER = Character.toString(0x1f600);

    private final Pattern pattern;

    private SplitPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Translates an expression.
     *
     * @throws IllegalArgumentException naming what it has that is not accepted
     */
    static SplitPattern of(String expression) {
        return new SplitPattern(Pattern.compile(new Translation(expression).java()));
    }

    @Override
    public void cut(String text, boolean first, Consumer<String> pieces) {
        Matcher matcher = pattern.matcher(shadow(text));
        int done = 0;
        while (matcher.find()) {
            if (matcher.end() == matcher.start()) {
                continue;
            }
            if (matcher.start() > done) {
                pieces.accept(text.substring(done, matcher.start()));
            }
            pieces.accept(text.substring(matcher.start(), matcher.end()));
            done = matcher.end();
        }
        if (done < text.length()) {
            pieces.accept(text.substring(done));
        }
    }

    /** As many chars, each character outside ASCII replaced by one that every JDK puts into the same class. */
    static String shadow(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) < 0x80) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder shadow = new StringBuilder(text.length()).append(text, 0, at);
        while (at < text.length()) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c < 0x80 || c == LONG_S || c == KELVIN) {
                shadow.append((char) c);
            } else if (UnicodeClasses.isLetter(c)) {
                shadow.append(c < 0x10000 ? String.valueOf(LETTER) : FAR_LETTER);
            } else if (UnicodeClasses.isNumber(c)) {
                shadow.append(c < 0x10000 ? String.valueOf(NUMBER) : FAR_NUMBER);
            } else if (UnicodeClasses.isSpace(c)) {
                shadow.append(SPACE);
            } else {
                shadow.append(c < 0x10000 ? String.valueOf(OTHER) : FAR_OTHER);
            }
        }
        return shadow.toString();
    }

    /** From the library's dialect to Java's. Confined to one thread. */
    private static final class Translation {

        private final String expression;
        private final StringBuilder java = new StringBuilder();
        private int at;
        private int ignoringCase; // groups open within the one that ignores case, itself included

        Translation(String expression) {
            this.expression = expression;
        }

        String java() {
            boolean quantifiable = false;
            while (at < expression.length()) {
                char c = expression.charAt(at);
                if (c == '(') {
                    open();
                    quantifiable = false;
                } else if (c == ')') {
                    java.append(take(1));
                    ignoringCase = Math.max(0, ignoringCase - 1);
                    quantifiable = true;
                } else if (c == '|') {
                    java.append(take(1));
                    quantifiable = false;
                } else if (c == '[') {
                    set();
                    quantifiable = true;
                } else if (quantifiable && "?*+{".indexOf(c) >= 0) {
                    quantifier();
                    quantifiable = false;
                } else {
                    java.append(item(false));
                    quantifiable = true;
                }
            }
            return java.toString();
        }

        private void open() {
            for (String group : new String[] {"(?i:", "(?:", "(?!"}) {
                if (expression.startsWith(group, at)) {
                    ignoringCase += ignoringCase > 0 || group.equals("(?i:") ? 1 : 0;
                    java.append(take(group.length()));
                    return;
                }
            }
            throw unknown(2);
        }

        /** One set, {@code [abc]} or {@code [^abc]}, without ranges. */
        private void set() {
            java.append(take(expression.startsWith("[^", at) ? 2 : 1));
            do {
                java.append(item(true));
            } while (at < expression.length() && expression.charAt(at) != ']');
            if (at == expression.length()) {
                throw unknown(0);
            }
            java.append(take(1));
        }

        private void quantifier() {
            int start = at;
            if (expression.charAt(at) != '{') {
                at++;
                // Possessive and reluctant: alike in both dialects, but only behind these.
                at += at < expression.length() && "+?".indexOf(expression.charAt(at)) >= 0 ? 1 : 0;
            } else {
                at = expression.indexOf('}', at) + 1;
                boolean counts = at > 0 && expression.substring(start, at).matches("\\{[0-9]{1,3}(,[0-9]{0,3})?}");
                if (!counts || (at < expression.length() && "+?".indexOf(expression.charAt(at)) >= 0)) {
                    at = start;
                    throw unknown(6);
                }
            }
            java.append(expression, start, at);
        }

        /** One character or class, alone or in a set. */
        private String item(boolean inSet) {
            for (String escape : new String[] {"\\p{L}", "\\p{N}", "\\r", "\\n", "\\t"}) {
                if (expression.startsWith(escape, at)) {
                    return take(escape.length());
                }
            }
            if (expression.startsWith("\\s", at)) {
                at += 2;
                return inSet ? SPACES : "[" + SPACES + "]";
            }
            if (expression.startsWith("\\S", at) && !inSet) {
                at += 2;
                return "[^" + SPACES + "]";
            }
            char c = at < expression.length() ? expression.charAt(at) : 0;
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && " '\r\n,;:!_/\"".indexOf(c) < 0) {
                throw unknown(1);
            }
            at++;
            String more = ignoringCase == 0
                    ? ""
                    : switch (Character.toLowerCase(c)) {
                        case 's' -> String.valueOf(LONG_S);
                        case 'k' -> String.valueOf(KELVIN);
                        default -> "";
                    };
            return inSet || more.isEmpty() ? c + more : "[" + c + more + "]";
        }

        private String take(int length) {
            at += length;
            return expression.substring(at - length, at);
        }

        private IllegalArgumentException unknown(int length) {
            String rest = expression.substring(at, Math.min(expression.length(), at + Math.max(length, 8)));
            return new IllegalArgumentException("found \"" + rest + "\" at character " + at + " of the expression "
                    + expression
                    + ", wanted groups (?: (?i: (?!, sets without ranges, \\p{L}, \\p{N}, \\s, \\S, \\r, \\n,"
                    + " letters, digits and quantifiers");
        }
    }
}
