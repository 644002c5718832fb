package org.ttt4j.app;

import java.io.IOException;

/** A hub answered that it does not hand out what was asked for: trying again does not help. */
final class HubRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean named;

    /**
     * A refusal.
     *
     * @param status of the answer
     * @param named whether the hub said itself what is not there
     */
    HubRefusal(int status, boolean named, String message) {
        super(message);
        this.status = status;
        this.named = named;
    }

    /** Whether just this file, or this address, is not there. */
    boolean absent() {
        return status == 404 && !named;
    }
}
