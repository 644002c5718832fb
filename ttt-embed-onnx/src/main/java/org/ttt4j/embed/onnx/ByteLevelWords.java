package org.ttt4j.embed.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code ByteLevel} pre-tokenizer: GPT-2's split {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
 * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}, written out, so that Unicode's classes are those of {@link UnicodeClasses}.
 * Thread-safe.
 *
 * @param prefixSpace whether a text gets a space in front unless it has one
 * @param split whether to split at all ({@code use_regex})
 */
record ByteLevelWords(boolean prefixSpace, boolean split) implements PreTokenizer {

    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");

    private enum Kind {
        SPACE,
        LETTER,
        NUMBER,
        SYMBOL;

        static Kind of(int codePoint) {
            if (UnicodeClasses.isLetter(codePoint)) {
                return LETTER;
            }
            if (UnicodeClasses.isNumber(codePoint)) {
                return NUMBER;
            }
            return UnicodeClasses.isSpace(codePoint) ? SPACE : SYMBOL;
        }
    }

    @Override
    public List<String> words(String raw) {
        if (raw.isEmpty()) {
            return List.of();
        }
        String text = prefixSpace && raw.charAt(0) != ' ' ? " " + raw : raw;
        if (!split) {
            return List.of(text);
        }
        List<String> words = new ArrayList<>();
        for (int at = 0, end; at < text.length(); at = end) {
            end = wordEnd(text, at);
            words.add(text.substring(at, end));
        }
        return words;
    }

    private static int wordEnd(String text, int at) {
        for (String contraction : CONTRACTIONS) {
            if (text.startsWith(contraction, at)) {
                return at + contraction.length();
            }
        }
        boolean space = text.charAt(at) == ' ' && at + 1 < text.length();
        int start = space ? at + 1 : at;
        Kind kind = Kind.of(text.codePointAt(start));
        if (kind != Kind.SPACE) {
            return runEnd(text, start, kind);
        }
        int end = runEnd(text, at, Kind.SPACE);
        if (end == text.length()) {
            return end;
        }
        // The last of several spaces goes with the word behind it.
        int last = text.offsetByCodePoints(end, -1);
        return last > at ? last : end;
    }

    private static int runEnd(String text, int from, Kind kind) {
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (Kind.of(codePoint) != kind) {
                break;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }
}
