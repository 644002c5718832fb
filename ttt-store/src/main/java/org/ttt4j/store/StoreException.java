package org.ttt4j.store;

import org.ttt4j.api.BackendException;

/**
 * A corpus or an index directory is missing, damaged, in use, or not what the caller says it is. The message is one
 * sentence that begins with the file and names what was found and what was wanted. Thread-safe.
 */
public final class StoreException extends BackendException {

    private static final long serialVersionUID = 1L;
    private static final String ID = "store";

    /**
     * A refusal without an exception behind it.
     *
     * @param message one sentence
     */
    public StoreException(String message) {
        super(ID, message);
    }

    /**
     * A refusal with its cause.
     *
     * @param message one sentence
     * @param cause what was thrown below, or null
     */
    public StoreException(String message, Throwable cause) {
        super(ID, message, cause);
    }
}
