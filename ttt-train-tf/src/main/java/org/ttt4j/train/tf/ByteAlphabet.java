package org.ttt4j.train.tf;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * GPT-2's alphabet of 256 printable characters, one per byte, so that tokens can be written as JSON strings.
 * Thread-safe.
 */
final class ByteAlphabet {

    private static final char[] CHARACTER = new char[256];
    private static final Map<Character, Byte> BYTE = new HashMap<>();

    static {
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
            CHARACTER[b] = printable ? (char) b : next++;
            BYTE.put(CHARACTER[b], (byte) b);
        }
    }

    private ByteAlphabet() {}

    /** Bytes of a token, or null if it has characters outside the alphabet. */
    static byte[] bytes(String token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
        for (int i = 0; i < token.length(); i++) {
            Byte b = BYTE.get(token.charAt(i));
            if (b == null) {
                return null;
            }
            bytes.write(b);
        }
        return bytes.toByteArray();
    }

    /** How a token is written. */
    static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            text.append(CHARACTER[Byte.toUnsignedInt(b)]);
        }
        return text.toString();
    }
}
