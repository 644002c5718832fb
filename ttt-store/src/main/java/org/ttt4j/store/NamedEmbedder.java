package org.ttt4j.store;

import java.util.Objects;
import org.ttt4j.api.Embedder;

/**
 * An opened embedder and the name under which an index remembers it. Borrowed: who opened the embedder closes it.
 * Thread-safe if the embedder is.
 *
 * @param id for people, such as {@code onnx}; what decides is the embedder's fingerprint
 * @param embedder what makes the vectors
 */
public record NamedEmbedder(String id, Embedder embedder) {
    /**
     * Refuses nulls.
     *
     * @param id not null
     * @param embedder opened, not null
     */
    public NamedEmbedder {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(embedder, "embedder");
    }
}
