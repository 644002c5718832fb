package org.ttt4j.integration;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What can happen to a file. */
enum Damage {
    TRUNCATED,
    EMPTY,
    FLIPPED_EARLY,
    FLIPPED_LATE,
    FOREIGN;

    /** Damaged content; {@code whole} stays as it is. */
    byte[] of(byte[] whole) {
        return switch (this) {
            case TRUNCATED -> Arrays.copyOf(whole, whole.length / 2);
            case EMPTY -> new byte[0];
            case FLIPPED_EARLY -> flipped(whole, Math.min(9, whole.length - 1));
            case FLIPPED_LATE -> flipped(whole, whole.length * 3 / 4);
            case FOREIGN -> "<html>Not found</html>\n".repeat(50).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] flipped(byte[] whole, int at) {
        byte[] changed = whole.clone();
        changed[at] ^= 0x10;
        return changed;
    }
}
