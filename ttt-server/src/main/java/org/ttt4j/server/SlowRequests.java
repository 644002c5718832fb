package org.ttt4j.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * Ends connections on which a request has begun and does not become complete in time, however steadily its bytes trickle
 * in (slow-loris): 408. Idle connections are not its business. Thread-safe.
 */
final class SlowRequests implements Connection.Listener {

    private final int seconds;
    private final Map<Connection, State> states = new ConcurrentHashMap<>();
    private volatile LateHeads lateHeads = (connection, error, took) -> connection.close();

    SlowRequests(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) { // HTTP, not the TLS below it
            states.put(connection, new State());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        states.remove(connection);
    }

    /** The head of a request is there; what is refused if its body does not come. */
    void reading(Connection connection, Consumer<ApiError> refused) {
        of(connection, state -> state.refused = refused);
    }

    /** The request is there as a whole. */
    void complete(Connection connection) {
        of(connection, state -> state.working = true);
    }

    /** It was answered. */
    void answered(Connection connection) {
        of(connection, state -> {
            state.working = false;
            state.refused = null;
            state.since = 0;
            state.handledBytes = connection.getBytesIn();
        });
    }

    /** Who answers heads that do not become complete; until then such connections are closed without a word. */
    void lateHeads(LateHeads who) {
        lateHeads = who;
    }

    /** HTTP connections that are open. */
    int connections() {
        return states.size();
    }

    /** Looks at all connections; called every now and then. */
    void sweep() {
        states.forEach((connection, state) -> {
            Consumer<ApiError> refused = null;
            boolean late;
            double took;
            synchronized (state) {
                boolean begun = !state.working && connection.getBytesIn() > state.handledBytes;
                long now = System.nanoTime();
                if (begun && state.since == 0) {
                    state.since = now;
                }
                late = begun && now - state.since > TimeUnit.SECONDS.toNanos(seconds);
                took = (now - state.since) / 1e9;
                if (late) {
                    refused = state.refused;
                    state.working = true; // once is enough
                }
            }
            if (late) {
                refuse(connection, refused, took);
            }
        });
    }

    private void refuse(Connection connection, Consumer<ApiError> refused, double took) {
        ApiError error = ApiError.of(
                408,
                "request_timeout",
                "found a request that was not complete after " + seconds + " s, wanted it sooner");
        if (refused != null) {
            refused.accept(error);
            return;
        }
        lateHeads.refuse(connection, error, took);
    }

    /** Answers where not even a head is there. */
    @FunctionalInterface
    interface LateHeads {
        /**
         * Answers and ends the connection.
         *
         * @param seconds since its first byte, about
         */
        void refuse(Connection connection, ApiError error, double seconds);
    }

    private void of(Connection connection, Consumer<State> change) {
        State state = states.get(connection);
        if (state != null) {
            synchronized (state) {
                change.accept(state);
            }
        }
    }

    private static final class State {
        private long handledBytes;
        private long since;
        private boolean working;
        private Consumer<ApiError> refused;
    }
}
