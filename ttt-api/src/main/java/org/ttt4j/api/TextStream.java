package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes text of the bytes of tokens as they come: hands on only whole characters, and nothing that may turn out to be
 * the beginning of a stop text. Confined to one thread.
 */
public final class TextStream {

    private final List<String> stop;
    private final Consumer<String> listener;
    private final StringBuilder text = new StringBuilder();
    private byte[] open = new byte[0]; // of a character that is not whole
    private int handedOn;
    private boolean stopped;

    /**
     * A stream.
     *
     * @param stop texts of which the first to be complete ends the text; what follows from its beginning on is cut off
     * @param listener gets the text in pieces, none of them empty
     */
    public TextStream(List<String> stop, Consumer<String> listener) {
        this.stop = List.copyOf(stop);
        this.listener = listener;
    }

    /**
     * Adds the UTF-8 bytes of a token.
     *
     * @param bytes may begin or end in the middle of a character, and may be none
     * @return whether more are wanted: false once a stop text is complete
     */
    public boolean add(byte[] bytes) {
        if (stopped) {
            return false;
        }
        byte[] all = Arrays.copyOf(open, open.length + bytes.length);
        System.arraycopy(bytes, 0, all, open.length, bytes.length);
        int whole = all.length - unfinished(all);
        open = Arrays.copyOfRange(all, whole, all.length);
        append(new String(all, 0, whole, StandardCharsets.UTF_8));
        return !stopped;
    }

    /**
     * Ends the text; a character that is not whole becomes U+FFFD. Idempotent.
     *
     * @return all of it: what was handed on, put together
     */
    public String finish() {
        if (!stopped) {
            append(new String(open, StandardCharsets.UTF_8));
            open = new byte[0];
            handOn(text.length());
            stopped = true;
        }
        return text.toString();
    }

    private void append(String more) {
        int searched = text.length();
        text.append(more);
        for (int end = searched + 1; end <= text.length(); end++) {
            int start = startOfStop(end);
            if (start >= 0) {
                text.setLength(start);
                stopped = true;
                handOn(start);
                return;
            }
        }
        handOn(text.length() - held());
    }

    /** Where the longest stop text begins that ends here, or -1. What was handed on is never part of one. */
    private int startOfStop(int end) {
        int first = -1;
        for (String one : stop) {
            int start = end - one.length();
            if (start >= 0 && text.substring(start, end).equals(one) && (first < 0 || start < first)) {
                first = start;
            }
        }
        return first;
    }

    /** Length of the longest end of the text with which a stop text begins. */
    private int held() {
        int longest = 0;
        for (String one : stop) {
            for (int length = Math.min(one.length() - 1, text.length()); length > longest; length--) {
                if (one.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private void handOn(int end) {
        if (end > handedOn) {
            listener.accept(text.substring(handedOn, end));
            handedOn = end;
        }
    }

    /** Bytes at the end that begin a character and may yet become a whole one: 0 to 3. */
    private static int unfinished(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = Byte.toUnsignedInt(bytes[bytes.length - back]);
            if (b >= 0xc0) {
                int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
                return back < length ? back : 0;
            }
            if (b < 0x80) {
                return 0;
            }
        }
        return 0;
    }
}
