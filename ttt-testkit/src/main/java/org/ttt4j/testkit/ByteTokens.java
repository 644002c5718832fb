package org.ttt4j.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts as tokens: one per UTF-8 byte, and an end-of-text token. Thread-safe. */
final class ByteTokens {

    private ByteTokens() {}

    /** The bytes alone, shape (T,). */
    static int[] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = bytes[i] & 0xff;
        }
        return tokens;
    }

    /** What a token stands for; nothing for end-of-text. */
    static byte[] bytes(int token) {
        return token == ByteModel.END ? new byte[0] : new byte[] {(byte) token};
    }

    /** End-of-text, then the bytes, shape (1 + T,): what the first byte is predicted from. */
    static int[] withStart(String text) {
        int[] tokens = of(text);
        int[] all = new int[tokens.length + 1];
        all[0] = ByteModel.END;
        System.arraycopy(tokens, 0, all, 1, tokens.length);
        return all;
    }

    /** End-of-text on both sides, shape (2 + T,). */
    static int[] withEnds(String text) {
        int[] start = withStart(text);
        int[] all = Arrays.copyOf(start, start.length + 1);
        all[start.length] = ByteModel.END;
        return all;
    }
}
