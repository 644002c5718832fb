package org.ttt4j.index.faiss;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses factory texts that would take FAISS, and the JVM with it, down: FAISS divides by a zero it was given, shifts by
 * any number of bits, aborts on block sizes it has no code for, and matches with a regular expression that recurses per
 * character. Found by running FAISS 1.7.3 on some 600 texts in child processes. Everything else is for FAISS to accept
 * or refuse. Thread-safe.
 */
final class FactoryText {

    private static final int MOST_CHARACTERS = 200;
    private static final int SHOWN_CHARACTERS = 80;

    private static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9_,()+.-]+");

    /** A whole number, not the digits of 2.5 or 1e10. */
    private static final Pattern NUMBER = Pattern.compile("(?<![0-9.]|[0-9]e)[0-9]+(?![0-9.])");

    /** Bits of a code: the number behind the last x, as in PQ16x4 or PRQ2x2x4. */
    private static final Pattern BITS = Pattern.compile("x([0-9]+)(?![0-9x])");

    private static final Pattern LIST_BITS = Pattern.compile("IMI2x([0-9]+)");
    private static final Pattern BLOCK = Pattern.compile("fsr?_([0-9]+)");

    private FactoryText() {}

    /** What is wrong with a text, if anything. */
    static Optional<String> problem(String text) {
        if (text.length() > MOST_CHARACTERS || !ALPHABET.matcher(text).matches()) {
            return found(text, "1 to " + MOST_CHARACTERS + " characters out of letters, digits and _,()+.-");
        }
        if (text.contains("NSG")) {
            return found(text, "another kind of index: FAISS can neither add to NSG in batches nor build a small one");
        }
        return outside(text, NUMBER, 0, 1, 1 << 24)
                .or(() -> outside(text, BITS, 1, 1, 16))
                .or(() -> outside(text, LIST_BITS, 1, 1, 12))
                .or(() -> outside(text, BLOCK, 1, 32, 32));
    }

    private static Optional<String> outside(String text, Pattern pattern, int group, long least, long most) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String digits = matcher.group(group);
            if (digits.length() > 9 || Long.parseLong(digits) < least || Long.parseLong(digits) > most) {
                return found(text, "numbers from " + least + " to " + most + " where it says " + digits);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> found(String text, String wanted) {
        String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
        return Optional.of("found \"" + shown.replaceAll("\\p{Cntrl}", "?") + "\", wanted " + wanted);
    }
}
