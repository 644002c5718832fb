package org.ttt4j.train.tf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * GPT-2's byte-level byte pair encoding: the text is cut into {@link PreTokens}, each piece starts as its UTF-8 bytes,
 * and the pair that was learned first is merged until none is left. A piece of n bytes costs O(n log n). Thread-safe.
 */
final class ByteLevelBpe implements Tokenizer {

    /** Pieces longer than this are rare and not worth remembering. */
    private static final int CACHED_CHARS = 32;

    private static final int CACHED_PIECES = 1 << 16;

    private final byte[][] tokens;
    private final int[] bytes;
    private final List<Merge> merges;
    private final int endOfText;
    private final Map<Long, Integer> rankOfPair = new HashMap<>();
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /**
     * One learned pair; its rank is its place in the list.
     *
     * @param left id
     * @param right id
     * @param merged id of both together
     */
    record Merge(int left, int right, int merged) {}

    /**
     * Takes a vocabulary whose parts are known to fit.
     *
     * @param tokens bytes of each id, null for ids that stand for nothing
     * @param bytes id of each of the 256 bytes
     * @param merges in rank order
     * @param endOfText id, or -1
     */
    ByteLevelBpe(byte[][] tokens, int[] bytes, List<Merge> merges, int endOfText) {
        this.tokens = tokens.clone();
        this.bytes = bytes.clone();
        this.merges = List.copyOf(merges);
        this.endOfText = endOfText;
        for (int rank = 0; rank < merges.size(); rank++) {
            rankOfPair.putIfAbsent(
                    pair(merges.get(rank).left(), merges.get(rank).right()), rank);
        }
    }

    @Override
    public int[] encode(String text) {
        int[] ids = new int[text.length() / 3 + 16];
        int count = 0;
        PreTokens pieces = new PreTokens(text);
        while (pieces.next()) {
            int[] piece = encodePiece(text.substring(pieces.start(), pieces.end()));
            if (count + piece.length > ids.length) {
                ids = Arrays.copyOf(ids, Math.max(2 * ids.length, count + piece.length));
            }
            System.arraycopy(piece, 0, ids, count, piece.length);
            count += piece.length;
        }
        return Arrays.copyOf(ids, count);
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            if (id >= 0 && id < tokens.length && tokens[id] != null) {
                text.writeBytes(tokens[id]);
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public int endOfText() {
        return endOfText;
    }

    @Override
    public byte[] toJson() {
        return TokenizerJson.write(tokens, merges, endOfText);
    }

    /** The same tokenizer with fewer merges: the 256 bytes, the first merges, and the end of text last. */
    ByteLevelBpe first(int size) {
        if (size < 257 || size > size()) {
            throw new IllegalArgumentException("found a vocabulary of " + size + ", wanted 257 to " + size());
        }
        byte[][] kept = new byte[size][];
        Map<Integer, Integer> renumbered = new HashMap<>();
        int[] first = new int[256];
        for (int b = 0; b < 256; b++) {
            first[b] = b;
            kept[b] = tokens[bytes[b]];
            renumbered.put(bytes[b], b);
        }
        List<Merge> few = merges.subList(0, Math.min(merges.size(), size - 257)).stream()
                .map(merge -> {
                    int id = renumbered.size();
                    renumbered.put(merge.merged(), id);
                    kept[id] = tokens[merge.merged()];
                    return new Merge(renumbered.get(merge.left()), renumbered.get(merge.right()), id);
                })
                .toList();
        kept[size - 1] = Ids.END_OF_TEXT.getBytes(StandardCharsets.UTF_8);
        return new ByteLevelBpe(kept, first, few, size - 1);
    }

    private int[] encodePiece(String piece) {
        if (piece.length() > CACHED_CHARS) {
            return merge(piece.getBytes(StandardCharsets.UTF_8));
        }
        int[] known = cache.get(piece);
        if (known == null) {
            known = merge(piece.getBytes(StandardCharsets.UTF_8));
            if (cache.size() >= CACHED_PIECES) {
                cache.clear(); // cheaper than keeping track of age, and frequent pieces are back at once
            }
            cache.put(piece, known);
        }
        return known;
    }

    private int[] merge(byte[] piece) {
        int n = piece.length;
        int[] ids = new int[n];
        for (int i = 0; i < n; i++) {
            ids[i] = bytes[Byte.toUnsignedInt(piece[i])];
        }
        if (n < 2) {
            return ids;
        }
        int[] before = new int[n];
        int[] after = new int[n];
        PairQueue queue = new PairQueue(n);
        for (int i = 0; i < n; i++) {
            before[i] = i - 1;
            after[i] = i + 1;
            if (i + 1 < n) {
                offer(queue, ids, i, i + 1);
            }
        }
        int left = n;
        while (!queue.isEmpty()) {
            long best = queue.poll();
            int i = PairQueue.position(best);
            int rank = PairQueue.rank(best);
            int j = ids[i] < 0 ? n : after[i];
            Integer current = j >= n ? null : rankOfPair.get(pair(ids[i], ids[j]));
            if (current == null || current != rank) {
                continue; // one side was merged meanwhile
            }
            ids[i] = merges.get(rank).merged();
            ids[j] = -1;
            after[i] = after[j];
            left--;
            if (after[i] < n) {
                before[after[i]] = i;
                offer(queue, ids, i, after[i]);
            }
            if (before[i] >= 0) {
                offer(queue, ids, before[i], i);
            }
        }
        int[] result = new int[left];
        for (int i = 0, k = 0; i < n; i = after[i]) {
            result[k++] = ids[i];
        }
        return result;
    }

    private void offer(PairQueue queue, int[] ids, int i, int j) {
        Integer rank = rankOfPair.get(pair(ids[i], ids[j]));
        if (rank != null) {
            queue.add(rank, i);
        }
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }
}
