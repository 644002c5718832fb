package org.ttt4j.app;

import java.nio.charset.StandardCharsets;

/**
 * A document cut in two: the query that is embedded and adapted to, and the text that is scored. Thread-safe.
 *
 * @param query what is searched for
 * @param scored what is scored
 */
record TextSplit(String query, String scored) {

    /** How far from the middle, as a share of the bytes, the cut may move to meet white space. */
    private static final double SLACK = 0.1;

    /** The paper's default: the whole document is both. */
    static TextSplit whole(String text) {
        return new TextSplit(text, text);
    }

    /**
     * Cuts near the middle of the UTF-8 bytes: before the white space nearest to it if there is some within a tenth of
     * the text, else between two code points. Nothing is lost: both halves together are the text.
     *
     * @throws IllegalArgumentException if a half would be blank
     */
    static TextSplit halves(String text) {
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int cut = -1;
        long best = Long.MAX_VALUE;
        long before = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            long distance = Math.abs(2 * before - bytes);
            boolean space = Character.isWhitespace(codePoint);
            // A space within the slack beats every cut that is not at a space.
            long rank = space && distance <= 2 * SLACK * bytes ? distance : bytes + 1 + distance;
            if (i > 0 && rank < best) {
                best = rank;
                cut = i;
            }
            before += utf8Length(codePoint);
            i += Character.charCount(codePoint);
        }
        if (cut < 0 || text.substring(0, cut).isBlank() || text.substring(cut).isBlank()) {
            throw new IllegalArgumentException(
                    "found a document of " + bytes + " bytes with a blank half, wanted two halves with text");
        }
        return new TextSplit(text.substring(0, cut), text.substring(cut));
    }

    private static int utf8Length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
