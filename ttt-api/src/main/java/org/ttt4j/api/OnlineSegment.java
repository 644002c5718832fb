package org.ttt4j.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The next tokens of a stream and what stands before them. Not thread-safe: the arrays are shared. */
final class OnlineSegment {

    private final long number;
    private final long document;
    private final String name;
    private final long start;
    private final int[] context;
    private final int[] tokens;

    /**
     * A segment.
     *
     * @param number in the stream, from 0
     * @param document number of its document, from 0
     * @param name of its document
     * @param start tokens of the document before it
     * @param context what the model sees of them, the prefix included where it still does
     * @param tokens at least one; all of one document
     */
    OnlineSegment(long number, long document, String name, long start, int[] context, int[] tokens) {
        this.number = number;
        this.document = document;
        this.name = name;
        this.start = start;
        this.context = context;
        this.tokens = tokens;
    }

    long number() {
        return number;
    }

    long document() {
        return document;
    }

    String name() {
        return name;
    }

    long start() {
        return start;
    }

    int[] context() {
        return context;
    }

    int[] tokens() {
        return tokens;
    }

    /** SHA-256 in hexadecimal over the token ids, four bytes each, little endian. */
    static String sha256(int[] tokens) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * tokens.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(tokens);
        return sha256(bytes.array());
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** A fresh SHA-256. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }
}
