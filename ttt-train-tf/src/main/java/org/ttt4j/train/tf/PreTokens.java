package org.ttt4j.train.tf;

import java.util.List;

/**
 * Cuts a text where GPT-2's pattern does, {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+
 * |\s+(?!\S)|\s+}, in one pass and constant stack. Confined to one thread.
 */
final class PreTokens {

    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    private final String text;
    private int start;
    private int end;

    PreTokens(String text) {
        this.text = text;
    }

    /** Moves to the next piece, or returns false at the end. */
    boolean next() {
        start = end;
        if (start == text.length()) {
            return false;
        }
        end = start + pieceLength();
        return true;
    }

    /** First char of the piece. */
    int start() {
        return start;
    }

    /** Char after the piece. */
    int end() {
        return end;
    }

    private int pieceLength() {
        for (String contraction : CONTRACTIONS) {
            if (text.startsWith(contraction, start)) {
                return contraction.length();
            }
        }
        int first = kind(start);
        if (first != SPACE) {
            return run(start, first) - start;
        }
        if (text.charAt(start) == ' ' && start + 1 < text.length() && kind(start + 1) != SPACE) {
            return run(start + 1, kind(start + 1)) - start;
        }
        int after = run(start, SPACE);
        // \s+(?!\S): before something visible the last space is left for it, unless it is the only one.
        // All of Unicode's white space lies in the basic plane, so it is one char.
        return after == text.length() || after == start + 1 ? after - start : after - 1 - start;
    }

    private int run(int from, int kind) {
        int i = from;
        while (i < text.length() && kind(i) == kind) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static final int SPACE = 0;
    private static final int LETTER = 1;
    private static final int NUMBER = 2;
    private static final int OTHER = 3;

    private int kind(int index) {
        int c = text.codePointAt(index);
        if (UnicodeClasses.isLetter(c)) {
            return LETTER;
        }
        if (UnicodeClasses.isNumber(c)) {
            return NUMBER;
        }
        return UnicodeClasses.isSpace(c) ? SPACE : OTHER;
    }
}
