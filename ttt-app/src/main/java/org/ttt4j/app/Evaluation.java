package org.ttt4j.app;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.ttt4j.api.RunControl;

/**
 * Evaluates documents on several threads and logs each result as it comes. Results do not depend on the number of
 * threads; only the caller's thread writes. When a run stops early, for whatever reason, no thread of it is left.
 */
final class Evaluation {

    private final BiFunction<EvaluationDocument, RunControl, DocumentResult.Scored> evaluator;
    private final int workers;

    /**
     * An evaluation.
     *
     * @param evaluator thread-safe
     * @param workers documents at the same time, at least 1
     */
    Evaluation(BiFunction<EvaluationDocument, RunControl, DocumentResult.Scored> evaluator, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("found workers=" + workers + ", wanted at least 1");
        }
        this.evaluator = evaluator;
        this.workers = workers;
    }

    /**
     * Evaluates the documents that the log does not hold yet.
     *
     * @param listener hears of every result after it is on disk, on the calling thread
     * @throws CancellationException if cancelled; the log holds what was finished
     * @throws IOException if the log cannot be written
     */
    void run(List<EvaluationDocument> documents, ResultLog log, Consumer<DocumentResult> listener, RunControl control)
            throws IOException {
        Set<Long> finished = new HashSet<>();
        log.results().forEach(result -> finished.add(result.id()));
        List<EvaluationDocument> open = documents.stream()
                .filter(document -> !finished.contains(document.id()))
                .toList();
        new Workers<>("evaluation", workers, this::evaluate)
                .run(
                        open,
                        result -> {
                            log.append(result);
                            listener.accept(result);
                        },
                        control);
    }

    /** A document that cannot be served becomes a failure that is counted and shown, never a score. */
    private DocumentResult evaluate(EvaluationDocument document, RunControl control) {
        try {
            return evaluator.apply(document, control);
        } catch (CancellationException cancelled) {
            throw cancelled;
        } catch (RuntimeException failure) {
            String error = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            return new DocumentResult.Failed(document.id(), document.domain(), document.source(), error);
        }
    }
}
