package org.ttt4j.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.RunControl;

/**
 * The one loop over documents, of {@code ttt eval}, {@code ttt demo} and {@code ttt select tune} as of studies: embed,
 * search, select, train, score, reset. Retrieval of the next documents ({@link Lookahead}) goes on beside the training of
 * the current ones ({@link Workers}), and what tasks of one document have in common is done once. Results do not depend on
 * the number of sessions. Confined to one thread.
 */
final class DocumentLoop {

    private final Method method;
    private final int sessions;
    private final long maxBytes;

    /** What is done with the document of a task, on a session of the model. */
    @FunctionalInterface
    interface Method {
        /** Fills in what comes of it; what this throws, cancellation apart, is the task's failure. Thread-safe. */
        void run(StudyWork work, Lookahead lookahead, RunControl control);
    }

    /**
     * A loop.
     *
     * @param sessions tasks at the same time, at least 1
     * @param maxBytes longest document in UTF-8 bytes; a longer one is a failure
     */
    DocumentLoop(Method method, int sessions, long maxBytes) {
        this.method = method;
        this.sessions = sessions;
        this.maxBytes = maxBytes;
    }

    /**
     * Does all tasks.
     *
     * @param sink hears of every task that is done, on the calling thread
     * @throws CancellationException if cancelled
     * @throws IOException what the sink threw
     */
    void run(List<StudyTask> tasks, Workers.Sink<StudyOutcome> sink, RunControl control) throws IOException {
        try (Lookahead lookahead = Lookahead.start(needed(tasks), sessions + 2)) {
            new Workers<StudyTask, StudyOutcome>("document", sessions, (task, quiet) -> run(task, lookahead, quiet))
                    .run(tasks, sink, control);
        }
    }

    private static List<Lookahead.Needed> needed(List<StudyTask> tasks) {
        Map<EvaluationDocument, List<StudyTask>> byDocument = new LinkedHashMap<>();
        tasks.forEach(task -> byDocument
                .computeIfAbsent(task.document(), document -> new ArrayList<>())
                .add(task));
        List<Lookahead.Needed> needed = new ArrayList<>();
        byDocument.forEach((document, own) -> {
            Map<String, Retriever> retrievers = new LinkedHashMap<>();
            own.forEach(task -> task.retriever().ifPresent(one -> retrievers.putIfAbsent(one.key(), one)));
            needed.add(new Lookahead.Needed(document, List.copyOf(retrievers.values()), own.size()));
        });
        return needed;
    }

    /** A document that cannot be served becomes a failure that is counted and shown, never a score. */
    private StudyOutcome run(StudyTask task, Lookahead lookahead, RunControl control) {
        try {
            demandText(task.document().text());
            StudyWork work = new StudyWork(task);
            method.run(work, lookahead, control);
            return StudyOutcome.done(work);
        } catch (CancellationException cancelled) {
            throw cancelled;
        } catch (RuntimeException failure) {
            return StudyOutcome.failed(task, Failures.sentence(failure));
        } finally {
            lookahead.done(task.document().id());
        }
    }

    private void demandText(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the document has no text");
        }
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(
                    "found a document of " + bytes + " bytes, wanted at most " + maxBytes + " (study.data.max-bytes)");
        }
    }
}
