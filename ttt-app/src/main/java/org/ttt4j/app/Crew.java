package org.ttt4j.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A fixed number of threads that do the same work at the same time. Confined to one thread. */
final class Crew implements AutoCloseable {

    private final int size;
    private final ExecutorService threads;

    /**
     * A crew.
     *
     * @param size number of threads, at least 1
     */
    Crew(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
    }

    /** What one member does. */
    @FunctionalInterface
    interface Work<T> {
        /** Does the share of a member, numbered from 0. */
        T share(int member);
    }

    int size() {
        return size;
    }

    /**
     * Lets every member do its share. None begins before all are there.
     *
     * @return what each made
     * @throws RuntimeException what the first member that failed threw, after all have ended
     */
    <T> List<T> together(Work<T> work) {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Future<T>> shares = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int member = i;
            shares.add(threads.submit(() -> {
                start.await();
                return work.share(member);
            }));
        }
        List<T> made = new ArrayList<>();
        Throwable failure = null;
        for (Future<T> share : shares) {
            try {
                made.add(share.get());
            } catch (ExecutionException failed) {
                failure = failure == null ? failed.getCause() : failure;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return made;
    }

    /** Ends the threads; whoever still waits for the others is interrupted. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
