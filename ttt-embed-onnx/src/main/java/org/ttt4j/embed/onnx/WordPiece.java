package org.ttt4j.embed.onnx;

import java.util.Map;

/**
 * WordPiece as BERT uses it: greedily the longest token that the rest of the word begins with. A word that cannot be
 * covered, or is too long, is one unknown token. Thread-safe.
 */
final class WordPiece implements Subwords {

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final String continuation;
    private final int longestWord;
    private final int longestToken;

    /**
     * Takes a vocabulary.
     *
     * @param vocabulary id by token
     * @param unknown id of the unknown token
     * @param continuation prefix of tokens that do not begin a word, {@code ##}
     * @param longestWord code points of the longest word that is cut, 100
     */
    WordPiece(Map<String, Integer> vocabulary, int unknown, String continuation, int longestWord) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = unknown;
        this.continuation = continuation;
        this.longestWord = longestWord;
        longestToken =
                vocabulary.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    @Override
    public void append(String word, TokenIds ids) {
        // The first test spares counting the code points of a word of many megabytes.
        if (word.length() > 2 * (long) longestWord || word.codePointCount(0, word.length()) > longestWord) {
            ids.add(unknown);
            return;
        }
        int[] pieces = new int[word.length()];
        int count = 0;
        for (int start = 0; start < word.length(); count++) {
            String prefix = start == 0 ? "" : continuation;
            int end = Math.min(word.length(), start + longestToken);
            Integer id = null;
            for (; end > start && id == null; end--) {
                id = vocabulary.get(prefix.concat(word.substring(start, end)));
            }
            if (id == null) {
                ids.add(unknown);
                return;
            }
            pieces[count] = id;
            start = end + 1;
        }
        for (int i = 0; i < count; i++) {
            ids.add(pieces[i]);
        }
    }
}
