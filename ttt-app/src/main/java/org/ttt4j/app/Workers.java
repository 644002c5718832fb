package org.ttt4j.app;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.ttt4j.api.RunControl;

/**
 * Does tasks on several threads, in order as far as that goes, and hands on what comes of each on the caller's thread. When
 * a run stops early, for whatever reason, no thread of it is left. Confined to one thread.
 */
final class Workers<T, R> {

    private static final long POLL_MILLIS = 100;

    private final String name;
    private final int workers;
    private final BiFunction<T, RunControl, R> work;

    /**
     * Workers.
     *
     * @param name of the threads
     * @param workers tasks at the same time, at least 1
     * @param work thread-safe; what it throws ends the run
     */
    Workers(String name, int workers, BiFunction<T, RunControl, R> work) {
        if (workers < 1) {
            throw new IllegalArgumentException("found workers=" + workers + ", wanted at least 1");
        }
        this.name = name;
        this.workers = workers;
        this.work = work;
    }

    /** Gets what comes of a task. */
    @FunctionalInterface
    interface Sink<R> {
        /** Takes it; what this throws ends the run. */
        void accept(R result) throws IOException;
    }

    /**
     * Does all tasks.
     *
     * @param sink hears of every result on the calling thread
     * @throws CancellationException if cancelled
     * @throws IOException what the sink threw
     */
    void run(List<T> tasks, Sink<R> sink, RunControl control) throws IOException {
        ConcurrentLinkedQueue<T> open = new ConcurrentLinkedQueue<>(tasks);
        BlockingQueue<Message<R>> messages = new LinkedBlockingQueue<>();
        RunControl quiet = RunControl.silent(); // what each task reports would drown the count of tasks
        List<Thread> threads = IntStream.range(0, Math.min(workers, tasks.size()))
                .mapToObj(i -> new Thread(() -> work(open, messages, quiet), name + "-" + i))
                .toList();
        threads.forEach(Thread::start);
        try {
            for (int done = 0; done < tasks.size(); done++) {
                sink.accept(take(messages, control, quiet).result());
            }
        } finally {
            open.clear();
            quiet.cancel();
            threads.forEach(Workers::join);
        }
    }

    private void work(ConcurrentLinkedQueue<T> open, BlockingQueue<Message<R>> messages, RunControl control) {
        for (T task = open.poll(); task != null; task = open.poll()) {
            try {
                control.checkCancelled();
                messages.add(new Message<>(work.apply(task, control), null));
            } catch (RuntimeException | Error stop) {
                messages.add(new Message<>(null, stop));
                return;
            }
        }
    }

    private static <R> Message<R> take(BlockingQueue<Message<R>> messages, RunControl control, RunControl quiet) {
        try {
            Message<R> message = null;
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

    /** Waits for the end of a thread, whatever happens: backends must not be closed under running work. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a worker hands on: a result, or why it stopped. */
    private record Message<R>(R done, Throwable stop) {
        R result() {
            if (stop instanceof Error error) {
                throw error;
            }
            if (stop instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            return done;
        }
    }
}
