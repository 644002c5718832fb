package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text around the place in a document up to which it was scored, found by counting bytes: what was read of it of late,
 * and what follows. Confined to one thread.
 */
final class OnlinePast {

    private static final int KEPT = 1 << 14;
    private static final int MOST = 1 << 20;

    private byte[] bytes = new byte[0];
    private long first; // byte of the document that bytes[0] is
    private long position; // byte of the document that is next

    void clear() {
        bytes = new byte[0];
        first = 0;
        position = 0;
    }

    /** More of the document was handed to the tokenizer. */
    void append(String text) {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        int drop = (int) Math.max(0, Math.min(bytes.length, position - KEPT - first));
        drop = Math.max(drop, bytes.length - MOST); // of what is passed over when a run is resumed
        byte[] joined = Arrays.copyOfRange(bytes, drop, bytes.length + more.length);
        System.arraycopy(more, 0, joined, bytes.length - drop, more.length);
        bytes = joined;
        first += drop;
    }

    long position() {
        return position;
    }

    void moveTo(long byteOfDocument) {
        position = byteOfDocument;
    }

    /** At most so many bytes before the place, whole characters. */
    String before(int most) {
        int end = index();
        int start = Math.max(0, end - most);
        while (start < end && start > 0 && continues(start)) {
            start++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** At most so many bytes after the place, whole characters. */
    String after(int most) {
        int start = index();
        int end = Math.min(bytes.length, start + most);
        while (end > start && end < bytes.length && continues(end)) {
            end--;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private int index() {
        return (int) Math.max(0, Math.min(bytes.length, position - first));
    }

    private boolean continues(int at) {
        return (bytes[at] & 0xc0) == 0x80;
    }
}
