package org.ttt4j.embed.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding over the bytes of a word, as GPT-2 and RoBERTa use it: of all neighbouring symbols the pair that
 * was learnt first is merged, leftmost first, until no pair is known. Thread-safe.
 */
final class ByteLevelBpe implements Subwords {

    /** Code points that stand for the 256 bytes in a vocabulary. */
    private static final String[] BYTE_SYMBOLS = byteSymbols();

    // Bytes behind the last one that can matter to the tokens kept; lets merges near the cut settle.
    private static final int MARGIN = 1024;

    private final Map<String, Integer> vocabulary;
    private final boolean wholeWordsFirst;
    private final int[] byteIds = new int[256];
    private final Map<Long, Merge> merges = new HashMap<>();
    private final int longestToken;

    private record Merge(int rank, int id) {}

    /**
     * Takes vocabulary and merges.
     *
     * @param vocabulary id by token
     * @param pairs merges in the order in which they were learnt, each of two tokens
     * @param wholeWordsFirst whether a word that is a token is not cut ({@code ignore_merges})
     * @throws IllegalArgumentException if a byte's symbol or a merge's token is not in the vocabulary
     */
    ByteLevelBpe(Map<String, Integer> vocabulary, List<String[]> pairs, boolean wholeWordsFirst) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.wholeWordsFirst = wholeWordsFirst;
        for (int b = 0; b < byteIds.length; b++) {
            byteIds[b] = id(BYTE_SYMBOLS[b]);
        }
        for (int rank = 0; rank < pairs.size(); rank++) {
            String[] pair = pairs.get(rank);
            merges.put(pair(id(pair[0]), id(pair[1])), new Merge(rank, id(pair[0] + pair[1])));
        }
        longestToken =
                vocabulary.keySet().stream().mapToInt(String::length).max().orElse(1);
    }

    private int id(String token) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new IllegalArgumentException("found no token \"" + token + "\" in the vocabulary");
        }
        return id;
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }

    @Override
    public void append(String word, TokenIds ids) {
        // A word of many megabytes: its tail cannot reach the tokens that there is room for.
        int limit = (int) Math.min(word.length(), (long) ids.room() * longestToken + MARGIN);
        byte[] bytes = word.substring(0, limit).getBytes(StandardCharsets.UTF_8);
        if (wholeWordsFirst) {
            StringBuilder symbols = new StringBuilder();
            for (byte b : bytes) {
                symbols.append(BYTE_SYMBOLS[b & 0xff]);
            }
            Integer whole = vocabulary.get(symbols.toString());
            if (whole != null) {
                ids.add(whole);
                return;
            }
        }
        new Word(bytes).mergeInto(ids);
    }

    /** The symbols of one word as a linked list; a merged-away symbol has id -1. */
    private final class Word {

        private final int[] ids;
        private final int[] next;
        private final int[] previous;
        // Rank in the upper half, position in the lower: the smallest is the earliest merge, leftmost first.
        private final PriorityQueue<Long> candidates = new PriorityQueue<>();

        Word(byte[] bytes) {
            ids = new int[bytes.length];
            next = new int[bytes.length];
            previous = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = byteIds[bytes[i] & 0xff];
                next[i] = i + 1;
                previous[i] = i - 1;
            }
        }

        void mergeInto(TokenIds out) {
            for (int i = 0; i + 1 < ids.length; i++) {
                propose(i);
            }
            while (!candidates.isEmpty()) {
                long candidate = candidates.poll();
                int at = (int) candidate;
                Merge merge = mergeAt(at);
                if (merge == null || merge.rank() != (int) (candidate >>> 32)) {
                    continue;
                }
                int gone = next[at];
                ids[at] = merge.id();
                ids[gone] = -1;
                next[at] = next[gone];
                if (next[at] < ids.length) {
                    previous[next[at]] = at;
                }
                propose(at);
                if (previous[at] >= 0) {
                    propose(previous[at]);
                }
            }
            for (int i = 0; i < ids.length; i = next[i]) {
                out.add(ids[i]);
            }
        }

        private void propose(int at) {
            Merge merge = mergeAt(at);
            if (merge != null) {
                candidates.add(((long) merge.rank() << 32) | at);
            }
        }

        private Merge mergeAt(int at) {
            return ids[at] < 0 || next[at] >= ids.length ? null : merges.get(pair(ids[at], ids[next[at]]));
        }
    }

    /**
     * GPT-2's byte alphabet: printable Latin-1 characters stand for themselves, the other bytes, in order, for code
     * points from 256.
     */
    private static String[] byteSymbols() {
        String[] symbols = new String[256];
        Arrays.setAll(symbols, b -> printable(b) ? Character.toString(b) : null);
        int next = 256;
        for (int b = 0; b < symbols.length; b++) {
            if (symbols[b] == null) {
                symbols[b] = Character.toString(next++);
            }
        }
        return symbols;
    }

    private static boolean printable(int b) {
        return (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
    }
}
