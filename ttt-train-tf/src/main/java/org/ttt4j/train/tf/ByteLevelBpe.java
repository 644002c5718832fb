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
 * which {@link Merges} join. Knows no added tokens. Thread-safe.
 */
final class ByteLevelBpe implements Tokenizer, Subwords {

    /** Pieces longer than this are rare and not worth remembering. */
    private static final int CACHED_CHARS = 32;

    private static final int CACHED_PIECES = 1 << 16;

    private final byte[][] tokens;
    private final int[] bytes;
    private final Merges merges;
    private final int endOfText;
    private final Map<String, Integer> whole = new HashMap<>();
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
        this.merges = new Merges(merges);
        this.endOfText = endOfText;
    }

    /** The same tokenizer, which takes pieces that are tokens as they are ({@code ignore_merges}, Llama 3). */
    ByteLevelBpe withWholePieces() {
        ByteLevelBpe other = new ByteLevelBpe(tokens, bytes, merges.inOrder(), endOfText);
        for (int id = 0; id < tokens.length; id++) {
            // A token that is no UTF-8 by itself reads as text with U+FFFD, which is another token's text if any's.
            String text = tokens[id] == null ? "" : new String(tokens[id], StandardCharsets.UTF_8);
            if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), tokens[id])) {
                other.whole.put(text, id);
            }
        }
        return other;
    }

    @Override
    public int[] encode(String text) {
        IdList ids = new IdList(text.length() / 3);
        PreTokens pieces = new PreTokens(text);
        while (pieces.next()) {
            ids.addAll(piece(text.substring(pieces.start(), pieces.end())));
        }
        return ids.toArray();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            text.writeBytes(bytes(id));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return id >= 0 && id < tokens.length && tokens[id] != null ? tokens[id].clone() : new byte[0];
    }

    @Override
    public byte[][] spelled(int[] ids) {
        return Arrays.stream(ids).mapToObj(this::bytes).toArray(byte[][]::new);
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
        return TokenizerJson.write(tokens, merges.inOrder(), endOfText);
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
        List<Merge> all = merges.inOrder();
        List<Merge> few = all.subList(0, Math.min(all.size(), size - 257)).stream()
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

    @Override
    public int[] piece(String piece) {
        Integer token = whole.get(piece);
        if (token != null) {
            return new int[] {token};
        }
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
        int[] ids = new int[piece.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[Byte.toUnsignedInt(piece[i])];
        }
        return merges.apply(ids);
    }
}
