package org.ttt4j.embed.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Unicode classes as the reference tokenizers know them. They follow older editions of Unicode than the JDK does, and
 * each JDK follows another one; with a table of our own a text has the same tokens everywhere. The table
 * {@code unicode-classes.txt} was read off the reference implementation, code point by code point. Thread-safe.
 */
final class UnicodeClasses {

    private static final byte OTHER = 1;
    private static final byte MARK = 2;
    private static final byte PUNCTUATION = 4;
    private static final byte LETTER = 8;
    private static final byte NUMBER = 16;

    private static final byte[] CLASSES = load();

    private UnicodeClasses() {}

    /** Controls, formats, surrogates, private use: what {@code clean_text} removes, save for tab and line ends. */
    static boolean isOther(int codePoint) {
        return (CLASSES[codePoint] & OTHER) != 0;
    }

    /** Non-spacing marks, which {@code strip_accents} removes. */
    static boolean isMark(int codePoint) {
        return (CLASSES[codePoint] & MARK) != 0;
    }

    /** Punctuation and all ASCII symbols: a word of its own for BERT. */
    static boolean isPunctuation(int codePoint) {
        return (CLASSES[codePoint] & PUNCTUATION) != 0;
    }

    /** Letters, for GPT-2. */
    static boolean isLetter(int codePoint) {
        return (CLASSES[codePoint] & LETTER) != 0;
    }

    /** Numbers of any kind, for GPT-2. */
    static boolean isNumber(int codePoint) {
        return (CLASSES[codePoint] & NUMBER) != 0;
    }

    /** Unicode's property White_Space, which has not changed in years. */
    static boolean isSpace(int codePoint) {
        return switch (codePoint) {
            case ' ', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> (codePoint >= '\t' && codePoint <= '\r') || (codePoint >= 0x2000 && codePoint <= 0x200a);
        };
    }

    /** CJK ideographs in the blocks that BERT sets apart. */
    static boolean isIdeograph(int codePoint) {
        return codePoint >= 0x3400
                && (codePoint <= 0x4dbf
                        || (codePoint >= 0x4e00 && codePoint <= 0x9fff)
                        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                        || (codePoint >= 0x20000 && codePoint <= 0x2a6df)
                        || (codePoint >= 0x2a700 && codePoint <= 0x2b73f)
                        || (codePoint >= 0x2b740 && codePoint <= 0x2b81f)
                        || (codePoint >= 0x2b920 && codePoint <= 0x2ceaf)
                        || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f));
    }

    /** Reads lines such as {@code letter 41-5a 61-7a aa}, code points in hexadecimal. */
    private static byte[] load() {
        byte[] classes = new byte[Character.MAX_CODE_POINT + 1];
        try (InputStream in = UnicodeClasses.class.getResourceAsStream("unicode-classes.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> mark(classes, line.split(" ", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    private static void mark(byte[] classes, String[] words) {
        byte bit =
                switch (words[0]) {
                    case "other" -> OTHER;
                    case "mark" -> MARK;
                    case "punctuation" -> PUNCTUATION;
                    case "letter" -> LETTER;
                    case "number" -> NUMBER;
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
