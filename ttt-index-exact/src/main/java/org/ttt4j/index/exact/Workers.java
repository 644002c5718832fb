package org.ttt4j.index.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.ttt4j.api.RunControl;

/**
 * Threads that share tasks with the caller. The caller works too and never waits for a helper that is busy elsewhere, so
 * any number of calls can run at a time. Thread-safe.
 */
final class Workers implements AutoCloseable {

    private final int size;
    private final ExecutorService helpers; // null where the caller is the only one

    /**
     * Starts the threads.
     *
     * @param size of one call, the caller included, at least 1
     */
    Workers(int size) {
        this.size = size;
        this.helpers = size == 1
                ? null
                : Executors.newFixedThreadPool(size - 1, work -> {
                    Thread thread = new Thread(work, "ttt-index-exact");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Threads of one call, the caller included. */
    int size() {
        return size;
    }

    /**
     * Runs tasks 0 .. tasks - 1, each once, by as many threads as there are workers; returns when all are done.
     *
     * @param workers at most {@link #size()}; each is used by one thread only, the first by the caller
     * @param control looked at before each task
     * @throws java.util.concurrent.CancellationException if cancelled; tasks that had begun are then done
     */
    void share(int tasks, List<? extends IntConsumer> workers, RunControl control) {
        Call call = new Call(tasks, control);
        List<Help> asked = new ArrayList<>();
        for (IntConsumer worker : workers.subList(1, workers.size())) {
            Help help = new Help(call, worker);
            asked.add(help);
            helpers.execute(help);
        }
        try {
            call.work(workers.get(0));
        } catch (RuntimeException | Error failure) {
            call.stopped = true;
            throw failure;
        } finally {
            asked.forEach(Help::await);
        }
        asked.forEach(Help::rethrow);
        control.checkCancelled();
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }

    /** Tasks of one call. Thread-safe. */
    private static final class Call {
        private final int tasks;
        private final RunControl control;
        private final AtomicInteger next = new AtomicInteger();
        private volatile boolean stopped;

        Call(int tasks, RunControl control) {
            this.tasks = tasks;
            this.control = control;
        }

        void work(IntConsumer worker) {
            for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                if (stopped || control.cancelled()) {
                    return;
                }
                worker.accept(task);
            }
        }
    }

    /** One helper's part of a call; whoever takes the ticket first runs it, or spares it. Thread-safe. */
    private static final class Help implements Runnable {
        private final Call call;
        private final IntConsumer worker;
        private final AtomicBoolean ticket = new AtomicBoolean();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Help(Call call, IntConsumer worker) {
            this.call = call;
            this.worker = worker;
        }

        @Override
        public void run() {
            if (!ticket.compareAndSet(false, true)) {
                return;
            }
            try {
                call.work(worker);
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                call.stopped = true;
                done.completeExceptionally(failure);
            }
        }

        /** Waits until the helper is done, unless it has not begun. */
        void await() {
            if (ticket.compareAndSet(false, true)) {
                done.complete(null);
            }
            done.handle((nothing, failure) -> true).join();
        }

        void rethrow() {
            try {
                done.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                if (failed.getCause() instanceof Error error) {
                    throw error;
                }
                throw failed;
            }
        }
    }
}
