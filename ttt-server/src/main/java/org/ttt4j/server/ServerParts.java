package org.ttt4j.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ttt4j.api.Embedder;
import org.ttt4j.api.Preselection;
import org.ttt4j.api.Trainer;

/**
 * Opened parts that a server borrows: whoever opened them closes them, after the server. Thread-safe if they are.
 *
 * @param embedder of prompts and of {@code /v1/embeddings}
 * @param documents what requests learn from at the start
 * @param selectors who chooses among neighbours
 * @param trainers by the name that a request's {@code ttt.mode} gives, such as {@code full} and {@code lora}; the first
 *     one is the default
 * @param preselection which documents a selector chooses from
 * @param guard which documents a request must not learn from
 * @param neighbors N where a request says nothing, at least 1
 * @param candidates K where a request says nothing, at least 1
 */
public record ServerParts(
        Embedder embedder,
        Documents documents,
        Selectors selectors,
        Map<String, Trainer> trainers,
        Preselection preselection,
        Guard guard,
        int neighbors,
        int candidates) {

    /**
     * Copies the map in its order, and refuses that there is no trainer or no selector.
     *
     * @param embedder not null
     * @param documents not null; fits the embedder
     * @param selectors with at least one name
     * @param trainers at least one; the first in the map's order is the default
     * @param preselection not null
     * @param guard not null, {@link Guard#NONE} for none
     * @param neighbors at least 1
     * @param candidates at least 1
     */
    public ServerParts {
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(documents, "documents");
        Objects.requireNonNull(preselection, "preselection");
        Objects.requireNonNull(guard, "guard");
        trainers = Collections.unmodifiableMap(new LinkedHashMap<>(trainers));
        if (trainers.isEmpty() || selectors.ids().isEmpty() || neighbors < 1 || candidates < 1) {
            throw new IllegalArgumentException("found trainers " + trainers.keySet() + ", selectors " + selectors.ids()
                    + ", neighbors=" + neighbors + ", candidates=" + candidates
                    + ", wanted at least one of each, neighbors >= 1 and candidates >= 1");
        }
    }

    /**
     * Parts with one trainer, nearest candidates and no guard.
     *
     * @param embedder not null
     * @param documents not null; fits the embedder
     * @param selectors with at least one name
     * @param trainer serves every request; its mode is called {@code default}
     * @param neighbors at least 1
     * @param candidates at least 1
     */
    public ServerParts(
            Embedder embedder,
            Documents documents,
            Selectors selectors,
            Trainer trainer,
            int neighbors,
            int candidates) {
        this(
                embedder,
                documents,
                selectors,
                Map.of("default", trainer),
                Preselection.NEAREST,
                Guard.NONE,
                neighbors,
                candidates);
    }

    /** Name of the trainer of requests that give none. */
    String defaultMode() {
        return trainers.keySet().iterator().next();
    }
}
