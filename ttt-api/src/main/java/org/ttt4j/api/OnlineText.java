package org.ttt4j.api;

import java.util.Iterator;
import java.util.Objects;

/**
 * A piece of what {@link OnlineAdaptation} reads. A document comes in one piece or in several that follow each other.
 * Thread-safe.
 *
 * @param begins whether a document begins here; the first piece of a stream begins one in any case
 * @param ends whether it is known that the document has no further piece, so that its last segment need not wait for what
 *     comes next
 * @param document what the document is called in the log; read where it begins
 * @param text of any length, also empty; a character is never cut in two
 */
public record OnlineText(boolean begins, boolean ends, String document, String text) {

    /**
     * Refuses null.
     *
     * @param begins true for the first piece of a document
     * @param ends false if that is not known
     * @param document not null; has no effect where none begins
     * @param text not null
     */
    public OnlineText {
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(text, "text");
    }

    /**
     * A piece of a document that may go on.
     *
     * @param begins true for the first piece of a document
     * @param document not null; has no effect where none begins
     * @param text not null
     */
    public OnlineText(boolean begins, String document, String text) {
        this(begins, false, document, text);
    }

    /**
     * Texts that may have to be waited for, as those that another program is still writing. What is read of them is segmented
     * as soon as it is there; other texts are fetched ahead. Confined to one thread.
     */
    public interface Live extends Iterator<OnlineText> {

        /** {@return whether the next piece, or the end, is there without waiting} */
        boolean ready();
    }

    /**
     * {@return a whole document in one piece}
     *
     * @param document what it is called in the log
     * @param text all of it, may be empty
     */
    public static OnlineText of(String document, String text) {
        return new OnlineText(true, true, document, text);
    }
}
