package org.ttt4j.testkit;

import org.ttt4j.api.BackendProvider;
import org.ttt4j.api.ConfigException;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Settings;

/**
 * Embedder {@code hash}: hashed words, word pairs and letter triples, in pure Java. Texts that share words are close;
 * meaning is not modelled. Needs no model file. Settings below {@code ttt.embedder.hash}: {@code dimension}, {@code
 * max-tokens}. Thread-safe.
 */
public final class HashEmbedderProvider implements BackendProvider.OfEmbedder {

    static final String ID = "hash";

    /** For the service loader. */
    public HashEmbedderProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "hashed words and letter triples in pure Java";
    }

    /**
     * Opens the embedder.
     *
     * @throws ConfigException if a setting is out of range
     */
    @Override
    public Embedder open(Settings settings) {
        return new HashEmbedder(HashSettings.from(settings));
    }
}
