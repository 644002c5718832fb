package org.ttt4j.train.tf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Unicode classes as Hugging Face's tokenizers know them: each JDK follows another edition of Unicode, and with a table
 * of our own a text has the same tokens everywhere. The table {@code unicode-classes.txt} was read off that library,
 * code point by code point. Thread-safe.
 */
final class UnicodeClasses {

    private static final byte LETTER = 1;
    private static final byte NUMBER = 2;
    private static final byte WORD = 4;

    private static final byte[] CLASSES = load();

    private UnicodeClasses() {}

    /** {@code \p{L}}. */
    static boolean isLetter(int codePoint) {
        return (CLASSES[codePoint] & LETTER) != 0;
    }

    /** {@code \p{N}}. */
    static boolean isNumber(int codePoint) {
        return (CLASSES[codePoint] & NUMBER) != 0;
    }

    /** {@code \w}: what an added token with {@code single_word} may not touch. */
    static boolean isWord(int codePoint) {
        return (CLASSES[codePoint] & WORD) != 0;
    }

    /** {@code \s}: Unicode's property White_Space, all of it in the basic plane. */
    static boolean isSpace(int codePoint) {
        return switch (codePoint) {
            case ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> (codePoint >= '\t' && codePoint <= '\r') || (codePoint >= 0x2000 && codePoint <= 0x200a);
        };
    }

    /** Reads lines such as {@code letter 41-5a 61-7a aa}, code points in hexadecimal. */
    private static byte[] load() {
        byte[] classes = new byte[Character.MAX_CODE_POINT + 1];
        try (InputStream in = UnicodeClasses.class.getResourceAsStream("unicode-classes.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> mark(classes, line.split(" ", -1)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return classes;
    }

    private static void mark(byte[] classes, String[] words) {
        byte bit =
                switch (words[0]) {
                    case "letter" -> LETTER;
                    case "number" -> NUMBER;
                    case "word" -> WORD;
                    default -> throw new IllegalStateException("found class " + words[0]);
                };
        for (int i = 1; i < words.length; i++) {
            String[] range = words[i].split("-", -1);
            int last = Integer.parseInt(range[range.length - 1], 16);
            for (int codePoint = Integer.parseInt(range[0], 16); codePoint <= last; codePoint++) {
                classes[codePoint] |= bit;
            }
        }
    }
}
