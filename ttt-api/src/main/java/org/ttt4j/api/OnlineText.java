package org.ttt4j.api;

import java.util.Objects;

/**
 * A piece of what {@link OnlineAdaptation} reads. A document comes in one piece or in several that follow each other.
 * Thread-safe.
 *
 * @param begins whether a document begins here; the first piece of a stream begins one in any case
 * @param document what the document is called in the log; read where it begins
 * @param text of any length, also empty; a character is never cut in two
 */
public record OnlineText(boolean begins, String document, String text) {

    /**
     * Refuses null.
     *
     * @param begins true for the first piece of a document
     * @param document not null; has no effect where none begins
     * @param text not null
     */
    public OnlineText {
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(text, "text");
    }

    /**
     * {@return a whole document in one piece}
     *
     * @param document what it is called in the log
     * @param text all of it, may be empty
     */
    public static OnlineText of(String document, String text) {
        return new OnlineText(true, document, text);
    }
}
