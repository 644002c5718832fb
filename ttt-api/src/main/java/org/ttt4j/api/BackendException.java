package org.ttt4j.api;

import java.util.Objects;

/**
 * A backend failed: a native library, a model or index file, a device. The message is one sentence that names what was
 * found and what was wanted; vendor exceptions appear only as the cause.
 */
public class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String backendId;

    /** A failure without a vendor's exception behind it. */
    public BackendException(String backendId, String message) {
        this(backendId, message, null);
    }

    /**
     * A failure with its cause.
     *
     * @param backendId id of the backend, such as {@code faiss}
     * @param message one sentence
     * @param cause the vendor's exception, or null
     */
    public BackendException(String backendId, String message, Throwable cause) {
        super(message, cause);
        this.backendId = Objects.requireNonNull(backendId, "backendId");
    }

    /** Id of the backend that failed. */
    public String backendId() {
        return backendId;
    }
}
