package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Cuts a stream into segments. A segment ends with its document; of a long document no more than a piece of text and its
 * tokens is held. Tokens are those of the whole document as far as no token crosses a blank between two letters or digits,
 * where long documents are cut for the tokenizer. Confined to one thread.
 */
final class OnlineSegments {

    /** Characters that are tokenized at once, about. */
    static final int PIECE = 1 << 14;

    private final Iterator<OnlineText> texts;
    private final Function<String, int[]> tokenizer;
    private final int prefix;
    private final int length;
    private final int overlap;

    private final StringBuilder text = new StringBuilder(); // not tokenized yet
    private Optional<OnlineText> ahead = Optional.empty(); // begins the next document
    private boolean ended; // the document has no further piece
    private final OnlinePast past = new OnlinePast();
    private int[] tokens = new int[0];
    private int taken; // of the tokens
    private int[] context = new int[0];
    private long number;
    private long document = -1;
    private long start;
    private String name = "";

    /**
     * Segments of a stream.
     *
     * @param tokenizer of a piece of text
     * @param prefix token before a document
     * @param length tokens of a segment
     * @param overlap tokens of context
     */
    OnlineSegments(Iterator<OnlineText> texts, Function<String, int[]> tokenizer, int prefix, int length, int overlap) {
        this.texts = texts;
        this.tokenizer = tokenizer;
        this.prefix = prefix;
        this.length = length;
        this.overlap = overlap;
    }

    /** The next segment, or empty at the end. */
    Optional<OnlineSegment> next() {
        while (tokens.length - taken < length && more()) {
            // reads on until a segment is full or its document ends
        }
        while (tokens.length == taken) {
            if (!begin()) {
                return Optional.empty();
            }
            while (tokens.length - taken < length && more()) {
                // as above, in the next document
            }
        }
        int[] own = Arrays.copyOfRange(tokens, taken, Math.min(taken + length, tokens.length));
        OnlineSegment segment = new OnlineSegment(number++, document, name, start, context, own);
        taken += own.length;
        start += own.length;
        context = tail(context, own, overlap);
        return Optional.of(segment);
    }

    /** What was read of the current document. */
    OnlinePast past() {
        return past;
    }

    /** Goes to the next document if there is one. */
    private boolean begin() {
        while (ahead.isEmpty() && texts.hasNext()) {
            OnlineText next = texts.next();
            if (next.begins() || document < 0) {
                ahead = Optional.of(next);
            } else {
                throw new IllegalStateException("a piece of a document was left behind");
            }
        }
        if (ahead.isEmpty()) {
            return false;
        }
        OnlineText first = ahead.orElseThrow();
        ahead = Optional.empty();
        document++;
        name = first.document();
        start = 0;
        context = overlap > 0 ? new int[] {prefix} : new int[0];
        tokens = new int[0];
        taken = 0;
        past.clear();
        text.setLength(0);
        text.append(first.text());
        ended = first.ends();
        return true;
    }

    /** Tokenizes more of the current document; false at its end. */
    private boolean more() {
        if (document < 0) {
            return false;
        }
        int settled = 0; // characters of which the tokens do not depend on what follows
        while (text.length() <= PIECE + 1 && settled == 0 && !ended) {
            settled = ready() ? 0 : lastCut(text);
            if (settled == 0) {
                fetch();
            }
        }
        if (text.isEmpty()) {
            return false;
        }
        int end = settled > 0 ? settled : text.length() <= PIECE + 1 ? text.length() : cut(text);
        String piece = text.substring(0, end);
        text.delete(0, end);
        past.append(piece);
        int[] more = tokenizer.apply(piece);
        int left = tokens.length - taken;
        int[] joined = Arrays.copyOfRange(tokens, taken, taken + left + more.length);
        System.arraycopy(more, 0, joined, left, more.length);
        tokens = joined;
        taken = 0;
        return true;
    }

    private boolean ready() {
        return !(texts instanceof OnlineText.Live live) || live.ready();
    }

    private void fetch() {
        if (!texts.hasNext()) {
            ended = true;
            return;
        }
        OnlineText next = texts.next();
        if (next.begins()) {
            ahead = Optional.of(next);
            ended = true;
        } else {
            text.append(next.text());
            ended = next.ends();
        }
    }

    /** What follows the place up to which the document was scored, as far as it was fetched; about so many bytes. */
    String ahead(int most) {
        String tokenized = past.after(most);
        int left = most - tokenized.getBytes(StandardCharsets.UTF_8).length;
        return tokenized + text.substring(0, Math.min(text.length(), left));
    }

    /** Before the last blank that stands between letters or digits, or 0: no word before it goes on after it. */
    private static int lastCut(CharSequence text) {
        for (int i = text.length() - 2; i > 0; i--) {
            if (Character.isWhitespace(text.charAt(i))
                    && Character.isLetterOrDigit(text.charAt(i - 1))
                    && Character.isLetterOrDigit(text.charAt(i + 1))) {
                return i;
            }
        }
        return 0;
    }

    /** Before the last blank of the first piece that stands between letters or digits, else before any, else anywhere. */
    static int cut(CharSequence text) {
        int blank = -1;
        for (int i = PIECE; i > PIECE / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                if (Character.isLetterOrDigit(text.charAt(i - 1)) && Character.isLetterOrDigit(text.charAt(i + 1))) {
                    return i;
                }
                blank = Math.max(blank, i);
            }
        }
        if (blank > 0) {
            return blank;
        }
        return Character.isLowSurrogate(text.charAt(PIECE)) ? PIECE + 1 : PIECE;
    }

    private static int[] tail(int[] before, int[] after, int most) {
        int all = before.length + after.length;
        int[] joined = Arrays.copyOf(before, all);
        System.arraycopy(after, 0, joined, before.length, after.length);
        return all <= most ? joined : Arrays.copyOfRange(joined, all - most, all);
    }
}
