package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns a byte-level BPE from texts: the most frequent pair of neighbours inside the pieces of {@link PreTokens}
 * becomes a token, again and again; among equals the pair with the smaller ids. Sennrich et al., arXiv 1508.07909.
 * Confined to one thread.
 */
final class BpeLearner {

    /** Longer pieces are rules, tables and hashes, not words. */
    private static final int LONGEST_PIECE = 64;

    private static final int RAREST = 2;

    private final List<int[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

    /** How often a pair stands in all words, and where it may stand. Confined to one thread. */
    private static final class Pair {
        long count;
        final Set<Integer> words = new HashSet<>();
    }

    /** A count that was right when it was queued. */
    private record Candidate(long count, long pair) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            return Comparator.comparingLong((Candidate c) -> -c.count)
                    .thenComparingLong(c -> c.pair)
                    .compare(this, other);
        }
    }

    private BpeLearner(Map<String, Long> pieces) {
        pieces.forEach((piece, count) -> {
            if (count >= RAREST && piece.length() <= LONGEST_PIECE) {
                byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
                int[] word = new int[bytes.length];
                Arrays.setAll(word, i -> Byte.toUnsignedInt(bytes[i]));
                words.add(word);
                counts.add(count);
                count(words.size() - 1, word, count, new HashSet<>());
            }
        });
        pairs.forEach((key, pair) -> queue.add(new Candidate(pair.count, key)));
    }

    /**
     * Learns a vocabulary of the 256 bytes, the pairs, and the end of text as the last id.
     *
     * @param size ids in all, at least 257; fewer come out if the texts have fewer pairs
     */
    static ByteLevelBpe learn(List<String> texts, int size) {
        Map<String, Long> pieces = new TreeMap<>();
        for (String text : texts) {
            PreTokens cut = new PreTokens(text);
            while (cut.next()) {
                pieces.merge(text.substring(cut.start(), cut.end()), 1L, Long::sum);
            }
        }
        return new BpeLearner(pieces).learn(size);
    }

    private ByteLevelBpe learn(int size) {
        List<byte[]> tokens = new ArrayList<>();
        int[] bytes = new int[256];
        for (int b = 0; b < 256; b++) {
            bytes[b] = b;
            tokens.add(new byte[] {(byte) b});
        }
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        while (tokens.size() < size - 1 && !queue.isEmpty()) {
            Candidate best = queue.poll();
            Pair pair = pairs.get(best.pair);
            if (pair == null || pair.count != best.count || best.count < RAREST) {
                continue; // counted differently since
            }
            int left = (int) (best.pair >>> 32);
            int right = (int) best.pair;
            byte[] joined = Arrays.copyOf(tokens.get(left), tokens.get(left).length + tokens.get(right).length);
            System.arraycopy(tokens.get(right), 0, joined, tokens.get(left).length, tokens.get(right).length);
            merges.add(new ByteLevelBpe.Merge(left, right, tokens.size()));
            merge(left, right, tokens.size(), pair);
            tokens.add(joined);
        }
        tokens.add(Ids.END_OF_TEXT.getBytes(StandardCharsets.UTF_8));
        return new ByteLevelBpe(tokens.toArray(byte[][]::new), bytes, merges, tokens.size() - 1);
    }

    private void merge(int left, int right, int merged, Pair pair) {
        Set<Long> changed = new HashSet<>();
        for (int index : pair.words.toArray(Integer[]::new)) {
            int[] before = words.get(index);
            int[] after = merged(before, left, right, merged);
            if (after.length < before.length) {
                count(index, before, -counts.get(index), changed);
                count(index, after, counts.get(index), changed);
                words.set(index, after);
            }
        }
        for (long key : changed) {
            Pair now = pairs.get(key);
            if (now.count == 0) {
                pairs.remove(key);
            } else {
                queue.add(new Candidate(now.count, key));
            }
        }
    }

    private void count(int index, int[] word, long count, Set<Long> changed) {
        for (int i = 0; i + 1 < word.length; i++) {
            long key = (long) word[i] << 32 | word[i + 1];
            Pair pair = pairs.computeIfAbsent(key, absent -> new Pair());
            pair.count += count;
            pair.words.add(index);
            changed.add(key);
        }
    }

    private static int[] merged(int[] word, int left, int right, int merged) {
        int[] result = new int[word.length];
        int n = 0;
        for (int i = 0; i < word.length; i++) {
            if (i + 1 < word.length && word[i] == left && word[i + 1] == right) {
                result[n++] = merged;
                i++;
            } else {
                result[n++] = word[i];
            }
        }
        return Arrays.copyOf(result, n);
    }
}
