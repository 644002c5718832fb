package org.ttt4j.server;

/** What answers at one path. Thread-safe. */
@FunctionalInterface
interface Endpoint {

    /**
     * Answers, now or later.
     *
     * @param body of the request; empty for a method that has none
     * @throws ApiError for what is answered with an error
     */
    void serve(Exchange exchange, byte[] body);
}
