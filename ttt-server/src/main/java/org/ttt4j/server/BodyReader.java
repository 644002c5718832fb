package org.ttt4j.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads a body of limited length, without a thread that waits for it. Confined to Jetty's serialised callbacks. */
final class BodyReader implements Runnable {

    private final Request request;
    private final int limit;
    private final Consumer<byte[]> whole;
    private final Consumer<ApiError> refused;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    BodyReader(Request request, int limit, Consumer<byte[]> whole, Consumer<ApiError> refused) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.refused = refused;
    }

    /** Reads what is there and comes back for the rest. */
    @Override
    public void run() {
        if (request.getLength() > limit) {
            refused.accept(tooLong("a body of " + request.getLength() + " bytes"));
            return;
        }
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                refused.accept(ApiError.of(
                        400,
                        "incomplete_body",
                        "found a body that ends after " + body.size() + " bytes, wanted all that was announced"));
                return;
            }
            ByteBuffer bytes = chunk.getByteBuffer();
            boolean fits = body.size() + bytes.remaining() <= limit;
            if (fits) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                body.writeBytes(copy);
            }
            chunk.release();
            if (!fits) {
                refused.accept(tooLong("a longer body"));
                return;
            }
            if (chunk.isLast()) {
                whole.accept(body.toByteArray());
                return;
            }
        }
    }

    private ApiError tooLong(String found) {
        return ApiError.of(413, "body_too_large", "found " + found + ", wanted at most " + limit + " bytes");
    }
}
