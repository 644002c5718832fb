package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.ConfigException;

/** One request and its answer, which is given once: later ones are dropped. Thread-safe. */
final class Exchange {

    static final String JSON = "application/json; charset=utf-8";
    private static final Logger LOG = System.getLogger(Exchange.class.getName());
    private static final int PROCESSING = 102;

    private final String id;
    private final String caller;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Consumer<Exchange> completion;
    private final AtomicReference<ClientWatch> watch = new AtomicReference<>();
    private CompletableFuture<Void> interim = CompletableFuture.completedFuture(null);
    private EventStream stream;
    private Runnable gone = () -> {};
    private boolean answered;
    private boolean completed;
    private volatile int status;
    private volatile boolean closing;

    /**
     * An exchange.
     *
     * @param id of the request, told in its answer and in the log
     * @param caller who it is for, without telling the key
     * @param completion called once when the answer is out, or will never be
     */
    Exchange(
            String id,
            String caller,
            Request request,
            Response response,
            Callback callback,
            Consumer<Exchange> completion) {
        this.id = id;
        this.caller = caller;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.completion = completion;
        request.addIdleTimeoutListener(timeout -> false); // work has a deadline of its own
        response.getHeaders().put("X-Request-Id", id);
    }

    String id() {
        return id;
    }

    String caller() {
        return caller;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    /** Of the answer, 0 as long as there is none. */
    int status() {
        return status;
    }

    /** Calls back if the client goes away before it is answered. */
    void watch(Runnable newGone) {
        synchronized (this) {
            gone = newGone;
        }
        watch.set(ClientWatch.of(endPoint(), this::probe, () -> closing = true));
    }

    /** Ends the connection after the answer. */
    void closeAfterwards() {
        closing = true;
    }

    /** Answers with JSON. */
    void json(ObjectNode json) {
        answer(200, JSON, Json.bytes(json), Map.of());
    }

    /** Answers. */
    void answer(int code, String type, byte[] body, Map<String, String> headers) {
        CompletableFuture<Void> before;
        synchronized (this) {
            if (answered) {
                return;
            }
            answered = true;
            before = interim;
        }
        settled(before);
        begin(code, type);
        headers.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        stopWatching();
        response.write(true, ByteBuffer.wrap(body), Callback.from(() -> completed(null), this::completed));
    }

    /** The stream of events that this answer is; begun with the first call, null if there is another answer. */
    EventStream stream() {
        CompletableFuture<Void> before;
        synchronized (this) {
            if (answered) {
                return stream;
            }
            answered = true;
            before = interim;
            stream = new EventStream(response, Callback.from(() -> completed(null), this::completed));
        }
        settled(before);
        begin(200, "text/event-stream; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put("X-Accel-Buffering", "no"); // nginx in between passes on what it gets
        return stream;
    }

    /** Answers with what went wrong, as an event if the stream has begun. */
    void fail(Throwable failure) {
        ApiError error = error(failure);
        EventStream begun;
        synchronized (this) {
            begun = stream;
        }
        if (error.status() == ApiError.CLIENT_GONE) {
            synchronized (this) {
                answered = true;
            }
            status = error.status();
            stopWatching();
            completed(new EofException(error.getMessage()));
        } else if (begun != null) {
            status = error.status();
            begun.send(error.json());
            endStream(begun, false);
        } else {
            answer(error.status(), JSON, Json.bytes(error.json()), error.headers());
        }
    }

    /** Ends the stream of events. */
    void endStream(EventStream begun, boolean complete) {
        stopWatching();
        begun.end(complete);
    }

    /**
     * The client sends no more. It may have gone, or wait for its answer on a half-closed connection: what is sent to one
     * that has gone fails, with the second try at the latest.
     */
    void probe() {
        synchronized (this) {
            if (completed) {
                return;
            }
            closing = true;
            if (stream != null) {
                stream.ping();
            } else if (!answered && interim.isDone()) {
                interim = asked().whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        goneNow();
                    }
                });
            }
        }
    }

    private CompletableFuture<Void> asked() {
        if (!endPoint().isOpen()) {
            return CompletableFuture.failedFuture(new EofException());
        }
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                ? response.writeInterim(PROCESSING, HttpFields.EMPTY)
                : interim; // older clients know no interim answers
    }

    /** Whether the client has said that it sends no more, and is to be probed again. */
    boolean halfClosed() {
        return endPoint().isInputShutdown() || !endPoint().isOpen();
    }

    private void goneNow() {
        Runnable heard;
        synchronized (this) {
            heard = gone;
        }
        heard.run();
    }

    /** Waits for an interim answer, a few bytes, to be out; if it cannot be, the answer that follows finds out. */
    private static void settled(CompletableFuture<Void> interim) {
        try {
            interim.get();
        } catch (ExecutionException unsent) {
            LOG.log(Level.DEBUG, "an interim answer was not sent", unsent);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(int code, String type) {
        status = code;
        response.setStatus(code);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        if (closing) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
    }

    private void stopWatching() {
        ClientWatch watching = watch.getAndSet(null);
        if (watching != null) {
            watching.stop();
        }
    }

    private void completed(Throwable failure) {
        synchronized (this) {
            if (completed) {
                return;
            }
            completed = true;
        }
        if (failure != null && status < 400) {
            status = ApiError.CLIENT_GONE;
        }
        stopWatching();
        if (failure != null) {
            goneNow(); // whoever still works for this answer need not
        }
        completion.accept(this);
        if (failure == null) {
            callback.succeeded();
        } else {
            callback.failed(failure);
        }
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    private ApiError error(Throwable failure) {
        if (failure instanceof ApiError known) {
            return known;
        }
        if (failure instanceof ConfigException setting) {
            return ApiError.of(400, "invalid_value", setting.getMessage());
        }
        LOG.log(Level.ERROR, "request " + id + " failed", failure);
        if (failure instanceof OutOfMemoryError) {
            return ApiError.of(503, "out_of_memory", "the server has no memory for this request, wanted a smaller one");
        }
        String what = failure instanceof BackendException backend
                ? "the backend " + backend.backendId() + " failed"
                : "something in the server failed";
        return ApiError.of(500, "internal_error", what + "; its log says more about the request " + id);
    }
}
