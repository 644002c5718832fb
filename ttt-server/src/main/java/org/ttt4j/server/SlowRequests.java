package org.ttt4j.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Ends connections on which a request has begun and does not become complete in time, however steadily its bytes trickle
 * in (slow-loris): 408. Idle connections are not its business. Thread-safe.
 */
final class SlowRequests implements Connection.Listener {

    private final int seconds;
    private final Map<Connection, State> states = new ConcurrentHashMap<>();

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

    /** HTTP connections that are open. */
    int connections() {
        return states.size();
    }

    /** Looks at all connections; called every now and then. */
    void sweep() {
        states.forEach((connection, state) -> {
            Consumer<ApiError> refused = null;
            boolean late;
            synchronized (state) {
                boolean begun = !state.working && connection.getBytesIn() > state.handledBytes;
                long now = System.nanoTime();
                if (begun && state.since == 0) {
                    state.since = now;
                }
                late = begun && now - state.since > TimeUnit.SECONDS.toNanos(seconds);
                if (late) {
                    refused = state.refused;
                    state.working = true; // once is enough
                }
            }
            if (late) {
                refuse(connection, refused);
            }
        });
    }

    private void refuse(Connection connection, Consumer<ApiError> refused) {
        ApiError error = ApiError.of(
                408,
                "request_timeout",
                "found a request that was not complete after " + seconds + " s, wanted it sooner");
        if (refused != null) {
            refused.accept(error);
            return;
        }
        byte[] body = Json.bytes(error.json()); // there is no request yet that Jetty would let us answer
        String head = "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        ByteBuffer answer =
                BufferUtil.toBuffer(head + new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        connection
                .getEndPoint()
                .write(Callback.from(() -> connection.getEndPoint().close()), answer);
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
