package org.ttt4j.app;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts long texts into pieces. Thread-safe. */
final class TextPieces {

    /** The least a piece may be allowed to have: room for the longest UTF-8 sequence and some text. */
    static final int LEAST = 16;

    private TextPieces() {}

    /**
     * Cuts after the last paragraph that fits if that leaves a piece at least half full, else after the last line that
     * fits, else hard, but never within a UTF-8 sequence. The pieces, joined, are the text.
     *
     * @param maxBytes longest piece in UTF-8 bytes, at least {@link #LEAST}
     */
    static List<String> split(String text, int maxBytes) {
        if (maxBytes < LEAST) {
            throw new IllegalArgumentException("found pieces of " + maxBytes + " bytes, wanted at least " + LEAST);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (bytes.length - start > maxBytes) {
            int end = cut(bytes, start, start + maxBytes);
            pieces.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
            start = end;
        }
        pieces.add(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8));
        return pieces;
    }

    private static int cut(byte[] bytes, int start, int limit) {
        int lineEnd = -1;
        for (int i = limit - 1; i > start; i--) {
            if (bytes[i] != '\n') {
                continue;
            }
            lineEnd = Math.max(lineEnd, i + 1);
            if (bytes[i - 1] == '\n' && i + 1 - start >= (limit - start) / 2) {
                return i + 1;
            }
        }
        if (lineEnd > 0) {
            return lineEnd;
        }
        int end = limit;
        while (end > start + 1 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
