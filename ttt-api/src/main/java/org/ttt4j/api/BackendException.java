package org.ttt4j.api;

import java.util.Objects;

/**
 * A backend failed: a native library, a model or index file, a device. The message is one sentence that names what was
 * found and what was wanted; vendor exceptions appear only as the cause.
 */
public class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Id of the backend that failed, never null. */
    private final String backendId;

    /**
     * A failure without a vendor's exception behind it.
     *
     * @param backendId id of the backend, such as {@code faiss}
     * @param message one sentence that names what was found and what was wanted
     */
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

    /** {@return the id of the backend that failed, such as {@code faiss}} */
    public String backendId() {
        return backendId;
    }
}
