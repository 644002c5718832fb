package org.ttt4j.app;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ttt4j.api.RunControl;

/**
 * Evaluates documents on several threads and logs each result as it comes. Results do not depend on the number of
 * threads; only the caller's thread writes. When a run stops early, for whatever reason, no thread of it is left.
 */
final class Evaluation {

    private static final long POLL_MILLIS = 100;

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
        ConcurrentLinkedQueue<EvaluationDocument> open = new ConcurrentLinkedQueue<>(documents);
        open.removeIf(document -> finished.contains(document.id()));
        int expected = open.size();
        BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        RunControl quiet = RunControl.silent(); // what each document reports would drown the count of documents
        List<Thread> threads = IntStream.range(0, Math.min(workers, expected))
                .mapToObj(i -> new Thread(() -> work(open, messages, quiet), "evaluation-" + i))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (int done = 0; done < expected; done++) {
                DocumentResult result = take(messages, control, quiet).result();
                log.append(result);
                listener.accept(result);
            }
        } finally {
            open.clear();
            quiet.cancel();
            threads.forEach(Evaluation::join);
        }
    }

    private void work(
            ConcurrentLinkedQueue<EvaluationDocument> open, BlockingQueue<Message> messages, RunControl control) {
        for (EvaluationDocument document = open.poll(); document != null; document = open.poll()) {
            try {
                control.checkCancelled();
                messages.add(new Message(evaluate(document, control), null));
            } catch (CancellationException | Error stop) {
                messages.add(new Message(null, stop));
                return;
            }
        }
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

    private static Message take(BlockingQueue<Message> messages, RunControl control, RunControl quiet) {
        try {
            Message message = null;
            while (message == null) {
                if (control.cancelled()) {
                    quiet.cancel();
                }
                message = messages.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
            return message;
        } catch (InterruptedException interrupted) {
            quiet.cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // backends must not be closed under a running document
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a worker hands to the writer: a result, or why it stopped. */
    private record Message(DocumentResult done, Throwable stop) {
        DocumentResult result() {
            if (stop instanceof Error error) {
                throw error;
            }
            if (stop instanceof RuntimeException cancelled) {
                throw cancelled;
            }
            return done;
        }
    }
}
