package org.ttt4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Server-sent events. Whoever sends never waits for the client to read: what it has not read yet is kept, which is no more
 * than one completion can be. Thread-safe.
 */
final class EventStream extends IteratingCallback {

    private final Response response;
    private final Callback completion;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private boolean ended;
    private boolean lastWritten;

    /**
     * A stream on a response that nothing was written to.
     *
     * @param completion succeeded once all was written, or failed with the connection
     */
    EventStream(Response response, Callback completion) {
        this.response = response;
        this.completion = completion;
    }

    /** Sends one event. */
    void send(JsonNode json) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
        event.writeBytes(Json.bytes(json)); // in one line
        event.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        add(event.toByteArray(), false);
    }

    /** Sends a comment, which clients pass over, to see whether anybody is there. */
    void ping() {
        add(":\n\n".getBytes(StandardCharsets.US_ASCII), false);
    }

    /** Ends the stream; with the mark that OpenAI's clients wait for unless something failed. */
    void end(boolean complete) {
        add(complete ? "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII) : new byte[0], true);
    }

    private void add(byte[] bytes, boolean last) {
        synchronized (waiting) {
            if (ended) {
                return;
            }
            waiting.add(bytes);
            ended = last;
        }
        iterate();
    }

    @Override
    protected Action process() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean last;
        synchronized (waiting) {
            if (lastWritten) {
                return Action.SUCCEEDED;
            }
            if (waiting.isEmpty()) {
                return Action.IDLE;
            }
            waiting.forEach(all::writeBytes);
            waiting.clear();
            last = ended;
            lastWritten = last;
        }
        response.write(last, ByteBuffer.wrap(all.toByteArray()), this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteSuccess() {
        completion.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        completion.failed(failure);
    }
}
