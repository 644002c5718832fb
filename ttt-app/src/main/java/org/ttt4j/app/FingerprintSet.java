package org.ttt4j.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.ttt4j.store.Sha256;

/**
 * Remembers texts by 128 bits of their SHA-256, white space folded: 32 bytes a text, so that millions fit in memory.
 * Confined to one thread.
 */
final class FingerprintSet {

    private final MessageDigest digest = Sha256.digest();
    private long[] table = new long[1 << 11];
    private int size;

    /** Adds a text; false if it, or one that differs only in white space, is there already. */
    boolean add(String text) {
        byte[] folded = text.strip().replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(folded));
        long high = hash.getLong();
        long low = hash.getLong() | 1; // never 0: that marks a free place
        if (2 * (size + 1) > table.length / 2) {
            grow();
        }
        boolean added = put(table, high, low);
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(table.length, 2)];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i + 1] != 0) {
                put(larger, table[i], table[i + 1]);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long high, long low) {
        int mask = table.length / 2 - 1;
        for (int place = (int) high & mask; ; place = (place + 1) & mask) {
            if (table[2 * place + 1] == 0) {
                table[2 * place] = high;
                table[2 * place + 1] = low;
                return true;
            }
            if (table[2 * place] == high && table[2 * place + 1] == low) {
                return false;
            }
        }
    }
}
