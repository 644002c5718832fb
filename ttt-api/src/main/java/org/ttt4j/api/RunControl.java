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

    /** {@return a control that ignores progress; it can still be cancelled} */
    public static RunControl silent() {
        return new RunControl(event -> {});
    }

    /**
     * {@return a control that hands every event to a listener, on the working thread}
     *
     * @param listener quick, and throws nothing
     */
    public static RunControl reportingTo(Consumer<? super Progress> listener) {
        return new RunControl(Objects.requireNonNull(listener, "listener"));
    }

    /** Asks the work to stop at its next check. */
    public void cancel() {
        cancelled = true;
    }

    /** {@return whether {@link #cancel()} was called; an interrupted thread does not count} */
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

    /**
     * Called by backends to report, on the working thread.
     *
     * @param event handed on as it is
     */
    public void report(Progress event) {
        listener.accept(event);
    }
}
