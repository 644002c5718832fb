package org.ttt4j.api;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Progress and cancellation of one piece of work. Backends call {@link #checkCancelled()} between batches and between
 * steps, never inside one, so that what is cancelled is left whole. Once cancelled, always cancelled. Thread-safe.
 */
public final class RunControl {

    private final Consumer<? super Progress> listener;
    private volatile boolean cancelled;

    private RunControl(Consumer<? super Progress> listener) {
        this.listener = listener;
    }

    /** A control that ignores progress. */
    public static RunControl silent() {
        return new RunControl(event -> {});
    }

    /**
     * A control that hands every event to a listener, on the working thread; the listener must be quick and must not
     * throw.
     */
    public static RunControl reportingTo(Consumer<? super Progress> listener) {
        return new RunControl(Objects.requireNonNull(listener, "listener"));
    }

    /** Asks the work to stop at its next check. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called. */
    public boolean cancelled() {
        return cancelled;
    }

    /**
     * Called by backends between batches and steps, on the working thread. An interrupted thread is as good as a
     * cancellation, for this thread alone; it stays interrupted.
     *
     * @throws CancellationException if the work was cancelled or this thread was interrupted
     */
    public void checkCancelled() {
        if (cancelled) {
            throw new CancellationException("cancelled");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    /** Called by backends to report. */
    public void report(Progress event) {
        listener.accept(event);
    }
}
