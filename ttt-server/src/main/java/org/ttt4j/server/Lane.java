package org.ttt4j.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A few threads and a bounded queue before them, for work that shares a scarce thing such as the sessions of a trainer.
 * What finds the queue full is refused at once. Thread-safe.
 */
final class Lane implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Lane.class.getName());
    private static final int LONGEST_WAIT_SECONDS = 600;

    private final String name;
    private final int capacity;
    private final List<Thread> threads = new ArrayList<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Set<Job> running = new HashSet<>();
    private double meanSeconds = 1;
    private boolean closing;

    /**
     * Starts the threads.
     *
     * @param width how many run at the same time, at least 1
     * @param capacity how many wait, at least 0
     */
    Lane(String name, int width, int capacity) {
        this.name = name;
        this.capacity = capacity;
        for (int i = 1; i <= width; i++) {
            Thread thread = new Thread(this::work, "ttt-" + name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    /**
     * Puts work into the queue.
     *
     * @param work answers whatever happens; what it throws is logged, and nobody hears of it
     * @throws ApiError 429 if the queue is full, 503 once the lane is closing
     */
    synchronized void submit(Job job, Runnable work) {
        if (closing) {
            throw stopping();
        }
        int idle = threads.size() - running.size();
        if (waiting.size() >= capacity + idle) {
            double seconds = Math.ceil(meanSeconds * (waiting.size() + 1) / threads.size());
            throw ApiError.busy(
                    (int) Math.min(Math.max(1, seconds), LONGEST_WAIT_SECONDS),
                    "found " + waiting.size() + " requests waiting for " + name + ", which are as many as may wait;"
                            + " wanted a request after the time in Retry-After");
        }
        waiting.add(new Entry(job, work));
        notifyAll();
    }

    /** Takes work out of the queue; false if it has begun, or is not there. */
    synchronized boolean withdraw(Job job) {
        return waiting.removeIf(entry -> entry.job == job);
    }

    /** What requests hear while the server closes. */
    static ApiError stopping() {
        return ApiError.of(503, "shutting_down", "the server is shutting down, wanted requests at another one");
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int running() {
        return running.size();
    }

    String name() {
        return name;
    }

    private void work() {
        for (Entry entry = next(); entry != null; entry = next()) {
            long start = System.nanoTime();
            try {
                entry.work.run();
            } catch (Throwable failure) { // also errors: no other thread would take this one's place
                LOG.log(Level.ERROR, "work of " + name + " ended without an answer", failure);
            } finally {
                done(entry.job, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private synchronized Entry next() {
        while (waiting.isEmpty()) {
            if (closing) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        Entry entry = waiting.remove();
        running.add(entry.job);
        return entry;
    }

    private synchronized void done(Job job, double seconds) {
        running.remove(job);
        meanSeconds = 0.8 * meanSeconds + 0.2 * seconds; // what Retry-After promises
        notifyAll();
    }

    /** Takes no more work, and waits so long for what there is. */
    void drain(long deadlineNanos) {
        synchronized (this) {
            closing = true;
            notifyAll();
            try {
                long left = deadlineNanos - System.nanoTime();
                while ((!waiting.isEmpty() || !running.isEmpty()) && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                    left = deadlineNanos - System.nanoTime();
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt(); // no patience left: what runs is given up
            }
        }
    }

    /** Gives up what is left and waits for the threads, which end between two steps of their work. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            waiting.forEach(entry -> entry.job.giveUp(stopping()));
            running.forEach(job -> job.giveUp(stopping()));
            notifyAll();
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException interruption) {
                    interrupted = true; // parts must not be closed under a running thread, so it is waited for anyway
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Entry(Job job, Runnable work) {}
}
