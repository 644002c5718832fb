package org.ttt4j.train.tf;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tokens that are looked for in the text itself, before it is cut: leftmost first, the longest of those that begin at
 * one place, as Hugging Face's {@code AddedVocabulary} does. Thread-safe.
 */
final class AddedTokens {

    private final Map<Character, List<Token>> byFirst;
    private final boolean specialIsText;
    // Passes over the many places where no token begins, without boxing: texts can have many megabytes.
    private final BitSet firsts = new BitSet();

    /**
     * One added token.
     *
     * @param id its id
     * @param content its text, not empty
     * @param singleWord whether it may not touch what is part of a word
     * @param stripLeft whether it swallows white space in front
     * @param stripRight whether it swallows white space behind
     * @param special whether it stands for something else than text
     */
    record Token(int id, String content, boolean singleWord, boolean stripLeft, boolean stripRight, boolean special) {}

    /** Takes the parts of a text in order. */
    interface Sink {

        /** A part between added tokens, not empty. */
        void text(int start, int end);

        /** An added token. */
        void token(int id);
    }

    /**
     * Looks for these.
     *
     * @param specialIsText whether a special one that is found is text like any other, Hugging Face's {@code
     *     split_special_tokens}
     */
    AddedTokens(List<Token> tokens, boolean specialIsText) {
        this.specialIsText = specialIsText;
        byFirst = tokens.stream()
                .sorted(Comparator.comparingInt(token -> -token.content().length()))
                .collect(Collectors.groupingBy(token -> token.content().charAt(0)));
        byFirst.keySet().forEach(firsts::set);
    }

    /** Parts a text. */
    void part(String text, Sink sink) {
        int done = 0;
        for (int at = 0; at < text.length(); at++) {
            Token token = firsts.get(text.charAt(at)) ? tokenAt(text, at) : null;
            if (token == null) {
                continue;
            }
            int start = at;
            int end = at + token.content().length();
            at = end - 1;
            boolean inWord = token.singleWord() && (wordBefore(text, start) || wordAt(text, end));
            if (inWord || (token.special() && specialIsText)) {
                continue;
            }
            while (token.stripLeft() && start > done && UnicodeClasses.isSpace(text.charAt(start - 1))) {
                start--;
            }
            while (token.stripRight() && end < text.length() && UnicodeClasses.isSpace(text.charAt(end))) {
                end++;
            }
            if (start > done) {
                sink.text(done, start);
            }
            sink.token(token.id());
            done = end; // behind the white space, in which the next token may begin all the same
        }
        if (done < text.length()) {
            sink.text(done, text.length());
        }
    }

    private Token tokenAt(String text, int at) {
        for (Token token : byFirst.get(text.charAt(at))) {
            if (text.startsWith(token.content(), at)) {
                return token;
            }
        }
        return null;
    }

    private static boolean wordBefore(String text, int end) {
        return end > 0 && UnicodeClasses.isWord(text.codePointBefore(end));
    }

    private static boolean wordAt(String text, int start) {
        return start < text.length() && UnicodeClasses.isWord(text.codePointAt(start));
    }
}
