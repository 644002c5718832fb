package org.ttt4j.embed.onnx;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tokens that are looked for in the text itself, before it is split into words: leftmost first, the longest of those
 * that begin at one place. Thread-safe.
 */
final class AddedTokens {

    private final Map<Character, List<Token>> byFirst;
    // Passes over the many places where no token begins, without boxing: texts can have many megabytes.
    private final BitSet firsts = new BitSet();

    /**
     * One added token, as in tokenizer.json. Thread-safe.
     *
     * @param id its id
     * @param content its text, not empty
     * @param singleWord whether it may not touch a letter or digit
     * @param stripLeft whether it swallows white space in front
     * @param stripRight whether it swallows white space behind
     */
    record Token(int id, String content, boolean singleWord, boolean stripLeft, boolean stripRight) {}

    /**
     * A place of an added token. Thread-safe.
     *
     * @param start where it begins
     * @param end behind its last character
     * @param id the token's id
     */
    record Match(int start, int end, int id) {}

    AddedTokens(List<Token> tokens) {
        byFirst = tokens.stream()
                .sorted(Comparator.comparingInt(token -> -token.content().length()))
                .collect(Collectors.groupingBy(token -> token.content().charAt(0)));
        byFirst.keySet().forEach(firsts::set);
    }

    /** The first added token at or behind {@code from}, or null. */
    Match next(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            Token token = firsts.get(text.charAt(at)) ? tokenAt(text, at) : null;
            if (token == null) {
                continue;
            }
            int start = at;
            int end = at + token.content().length();
            if (token.singleWord() && (wordEndsAt(text, start) || wordStartsAt(text, end))) {
                at = end - 1;
                continue;
            }
            while (token.stripLeft() && start > from && UnicodeClasses.isSpace(text.charAt(start - 1))) {
                start--;
            }
            while (token.stripRight() && end < text.length() && UnicodeClasses.isSpace(text.charAt(end))) {
                end++;
            }
            return new Match(start, end, token.id());
        }
        return null;
    }

    private Token tokenAt(String text, int at) {
        for (Token token : byFirst.getOrDefault(text.charAt(at), List.of())) {
            if (text.startsWith(token.content(), at)) {
                return token;
            }
        }
        return null;
    }

    private static boolean wordEndsAt(String text, int end) {
        return end > 0 && partOfWord(text.codePointBefore(end));
    }

    private static boolean wordStartsAt(String text, int start) {
        return start < text.length() && partOfWord(text.codePointAt(start));
    }

    private static boolean partOfWord(int codePoint) {
        return codePoint == '_'
                || UnicodeClasses.isLetter(codePoint)
                || UnicodeClasses.isNumber(codePoint)
                || UnicodeClasses.isMark(codePoint);
    }
}
