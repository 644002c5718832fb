package org.ttt4j.embed.onnx;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Spreads the tasks of a call over the calling thread and idle threads of a pool. The calling thread always works
 * itself: a short call never waits behind a long one. Thread-safe.
 */
final class Workers implements AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final int helpers;
    private final ExecutorService pool;

    /**
     * Starts no thread yet.
     *
     * @param count tasks of one call that run at a time, at least 1
     */
    Workers(int count) {
        helpers = count - 1;
        pool = Executors.newFixedThreadPool(Math.max(1, helpers), work -> {
            Thread thread = new Thread(work, "onnx-embedder-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs tasks 0 .. tasks-1, each once, and returns when none runs any more. After the first failure no further task
     * is started, and that failure is thrown.
     *
     * @param task safe to run on several threads at once
     * @param afterOwn called on the calling thread, after each task that ran on it
     */
    void run(int tasks, IntConsumer task, Runnable afterOwn) {
        Job job = new Job(tasks, task);
        for (int i = 0; i < Math.min(helpers, tasks - 1); i++) {
            pool.execute(() -> job.work(() -> {}));
        }
        job.work(afterOwn);
        job.finish();
    }

    /** Waits for the threads to end; no call may run any more. */
    @Override
    public void close() {
        pool.shutdown();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One call's tasks. */
    private static final class Job {

        private final int tasks;
        private final IntConsumer task;
        private final AtomicInteger next = new AtomicInteger();
        private int active;
        private boolean finished;
        private Throwable failure;

        Job(int tasks, IntConsumer task) {
            this.tasks = tasks;
            this.task = task;
        }

        void work(Runnable afterTask) {
            if (!enter()) {
                return;
            }
            try {
                for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                    task.accept(i);
                    afterTask.run();
                }
            } catch (RuntimeException | Error e) {
                fail(e);
            } finally {
                leave();
            }
        }

        private synchronized boolean enter() {
            if (!finished) {
                active++;
            }
            return !finished;
        }

        private synchronized void leave() {
            active--;
            notifyAll();
        }

        private synchronized void fail(Throwable thrown) {
            next.set(tasks);
            if (failure == null) {
                failure = thrown;
            }
        }

        /** Keeps late helpers out and waits for busy ones, without giving in to interrupts: they use native memory. */
        private synchronized void finish() {
            finished = true;
            boolean interrupted = false;
            while (active > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }
}
