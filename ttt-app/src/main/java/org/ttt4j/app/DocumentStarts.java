package org.ttt4j.app;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ttt4j.api.Candidates;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.Score;

/**
 * What several evaluations of the same documents have in common: it does not depend on the selector. Holds some
 * kilobytes per document. Thread-safe.
 */
final class DocumentStarts {

    private final Optional<Map<Long, Start>> kept;

    private DocumentStarts(Optional<Map<Long, Start>> kept) {
        this.kept = kept;
    }

    /** For a single evaluation: nothing is kept. */
    static DocumentStarts forgotten() {
        return new DocumentStarts(Optional.empty());
    }

    /** For several evaluations one after the other, of the same plan with the same parts. */
    static DocumentStarts kept() {
        return new DocumentStarts(Optional.of(new ConcurrentHashMap<>()));
    }

    /**
     * Where the evaluation of a document begins. Thread-safe.
     *
     * @param query shape (1, d)
     * @param found K candidates, and what may not be one
     * @param base score under the base model
     */
    record Start(EmbeddingBatch query, Candidates found, Score base) {}

    Optional<Start> find(long document) {
        return kept.map(starts -> starts.get(document));
    }

    void keep(long document, Start start) {
        kept.ifPresent(starts -> starts.put(document, start));
    }
}
