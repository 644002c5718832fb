package org.ttt4j.app;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.ttt4j.api.EmbeddingBatch;
import org.ttt4j.api.RunControl;

/**
 * Retrieves for the next documents while the current ones are trained on: one thread, a bounded number of documents ahead,
 * one embedding for each embedder and one search for each index and document, whoever asks. Thread-safe.
 */
final class Lookahead implements AutoCloseable {

    private final List<Needed> documents;
    private final Map<Long, Map<String, CompletableFuture<Retrieved>>> found = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Semaphore ahead;
    private final RunControl control = RunControl.silent();
    private final Thread thread = new Thread(this::work, "retrieval");

    /**
     * A document with what it is searched for with. Thread-safe.
     *
     * @param document to search for
     * @param retrievers distinct
     * @param tasks how many will ask to be done with it, at least 1
     */
    record Needed(EvaluationDocument document, List<Retriever> retrievers, int tasks) {
        Needed {
            retrievers = List.copyOf(retrievers);
        }
    }

    private Lookahead(List<Needed> documents, int most) {
        this.documents = List.copyOf(documents);
        this.ahead = new Semaphore(most);
        for (Needed needed : documents) {
            Map<String, CompletableFuture<Retrieved>> futures = new HashMap<>();
            needed.retrievers().forEach(retriever -> futures.put(retriever.key(), new CompletableFuture<>()));
            found.put(needed.document().id(), futures);
            open.put(needed.document().id(), new AtomicInteger(needed.tasks()));
        }
    }

    /**
     * Begins to retrieve.
     *
     * @param documents in the order in which they are asked for
     * @param most documents that are retrieved and not done with at a time: more than are worked on at once
     */
    static Lookahead start(List<Needed> documents, int most) {
        Lookahead lookahead = new Lookahead(documents, most);
        lookahead.thread.start();
        return lookahead;
    }

    private void work() {
        try {
            for (Needed needed : documents) {
                ahead.acquire();
                retrieve(needed);
            }
        } catch (InterruptedException | CancellationException closed) {
            found.values().forEach(all -> all.values().forEach(future -> future.cancel(false)));
        }
    }

    private void retrieve(Needed needed) {
        Map<String, CompletableFuture<Retrieved>> futures =
                found.get(needed.document().id());
        if (futures == null) {
            return; // its tasks have failed before they asked
        }
        Map<String, EmbeddingBatch> vectors = new LinkedHashMap<>();
        Map<String, Double> seconds = new HashMap<>();
        for (Retriever retriever : needed.retrievers()) {
            CompletableFuture<Retrieved> future = futures.get(retriever.key());
            try {
                control.checkCancelled();
                boolean again = vectors.containsKey(retriever.embedding());
                if (!again) {
                    StageClock clock = new StageClock();
                    vectors.put(
                            retriever.embedding(),
                            clock.time("embed", () -> retriever.embed(needed.document(), control)));
                    seconds.put(retriever.embedding(), clock.seconds().get("embed"));
                }
                future.complete(retriever.search(
                        needed.document(),
                        vectors.get(retriever.embedding()),
                        seconds.get(retriever.embedding()),
                        again,
                        control));
            } catch (CancellationException closed) {
                throw closed;
            } catch (RuntimeException | Error failure) {
                future.completeExceptionally(failure); // whoever asks for it hears
            }
        }
    }

    /**
     * What was found for a document; waits for it.
     *
     * @throws CancellationException if closed or interrupted while waiting
     */
    Retrieved get(long document, String retriever) {
        try {
            return found.get(document).get(retriever).get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failed.getCause();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** One task of a document has ended; with the last one the document is forgotten. */
    void done(long document) {
        if (open.get(document).decrementAndGet() == 0) {
            found.remove(document);
            ahead.release();
        }
    }

    /** Stops and waits for the thread. Idempotent. */
    @Override
    public void close() {
        control.cancel();
        thread.interrupt();
        Workers.join(thread);
    }
}
