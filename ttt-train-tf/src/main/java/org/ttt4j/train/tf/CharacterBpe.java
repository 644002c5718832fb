package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Byte pair encoding as SentencePiece does it for Llama 2, Phi-3 and Gemma: a piece, which may be a whole text, starts
 * as its characters, those that the vocabulary does not have as the tokens of their UTF-8 bytes, {@code <0x00>} to
 * {@code <0xFF>}. Thread-safe.
 */
final class CharacterBpe implements Subwords {

    private final byte[][] tokens;
    private final int[] bytes;
    private final Merges merges;
    private final int[] nearCharacters = new int[0x10000];
    private final Map<Integer, Integer> farCharacters = new HashMap<>();

    /**
     * Takes a vocabulary whose parts are known to fit.
     *
     * @param tokens bytes of each id, null for ids that stand for nothing
     * @param characters ids of single characters
     * @param bytes id of each of the 256 bytes
     * @param merges in rank order
     */
    CharacterBpe(byte[][] tokens, Map<Integer, Integer> characters, int[] bytes, List<ByteLevelBpe.Merge> merges) {
        this.tokens = tokens.clone();
        this.bytes = bytes.clone();
        this.merges = new Merges(merges);
        Arrays.fill(nearCharacters, -1);
        characters.forEach((character, id) -> {
            if (character < nearCharacters.length) {
                nearCharacters[character] = id;
            } else {
                farCharacters.put(character, id);
            }
        });
    }

    @Override
    public int[] piece(String text) {
        IdList ids = new IdList(text.length() + 16);
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int length = Character.charCount(character);
            int id = length == 1 ? nearCharacters[character] : farCharacters.getOrDefault(character, -1);
            if (id >= 0) {
                ids.add(id);
            } else {
                for (byte b : text.substring(at, at + length).getBytes(StandardCharsets.UTF_8)) {
                    ids.add(bytes[Byte.toUnsignedInt(b)]);
                }
            }
            at += length;
        }
        return merges.apply(ids.toArray());
    }

    @Override
    public byte[] bytes(int id) {
        return id >= 0 && id < tokens.length && tokens[id] != null ? tokens[id].clone() : new byte[0];
    }

    @Override
    public int size() {
        return tokens.length;
    }
}
