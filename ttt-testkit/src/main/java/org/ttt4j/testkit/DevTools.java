package org.ttt4j.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A connection that speaks the Chrome DevTools Protocol: commands with answers, and events. Events arrive on the
 * connection's thread, in order; commands may be sent from any one thread at a time.
 */
final class DevTools implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final StringBuilder frames = new StringBuilder();
    private final WebSocket socket;

    private DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    static DevTools connect(URI address) {
        return new DevTools(address);
    }

    /** Events of a session go to its listener, each with {@code method} and {@code params}. */
    void listen(String session, Consumer<JsonNode> listener) {
        listeners.put(session, listener);
    }

    void forget(String session) {
        listeners.remove(session);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Sends a command and waits for its result.
     *
     * @param session of a page, or null for the browser itself
     * @throws IllegalStateException if the browser refuses it or does not answer
     */
    JsonNode send(String session, String method, ObjectNode parameters) {
        ObjectNode command = JSON.createObjectNode();
        int id = ids.incrementAndGet();
        command.put("id", id).put("method", method).set("params", parameters);
        if (session != null) {
            command.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(command.toString(), true).join();
        JsonNode message = await(answer, method);
        if (message.has("error")) {
            throw new IllegalStateException(method + ": Chromium answered " + message.get("error"));
        }
        return message.get("result");
    }

    /** Waits as long as for an answer. */
    static <T> T await(CompletableFuture<T> answer, String what) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(what + ": Chromium did not answer in " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + ": the connection to Chromium broke", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        frames.append(part);
        if (last) {
            String message = frames.toString();
            frames.setLength(0);
            try {
                receive(JSON.readTree(message));
            } catch (JsonProcessingException e) {
                onError(from, e);
            }
        }
        from.request(1);
        return null;
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.get("id").intValue());
            if (answer != null) {
                answer.complete(message);
            }
        } else if (message.has("sessionId")) {
            Consumer<JsonNode> listener = listeners.get(message.get("sessionId").textValue());
            if (listener != null) {
                listener.accept(message);
            }
        }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        answers.values().forEach(answer -> answer.completeExceptionally(error));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        onError(from, new IllegalStateException("Chromium closed the connection"));
        return null;
    }

    void abort() {
        socket.abort();
    }
}
