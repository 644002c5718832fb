package org.ttt4j.server;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/**
 * One piece of work with the reason why it was given up, if it was. The work looks at {@link #control()}; whoever gives it
 * up first says why. Thread-safe.
 */
final class Job {

    private final RunControl control;
    private final AtomicReference<ApiError> reason = new AtomicReference<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Consumer<? super Progress> listener = event -> {};

    Job() {
        this.control = RunControl.reportingTo(event -> listener.accept(event));
    }

    RunControl control() {
        return control;
    }

    /** Hears what the work reports, on its thread. */
    void listen(Consumer<? super Progress> newListener) {
        listener = newListener;
    }

    /**
     * Asks the work to stop; the first reason counts.
     *
     * @return whether this was the first
     */
    boolean giveUp(ApiError why) {
        boolean first = !ended.get() && reason.compareAndSet(null, why);
        control.cancel();
        return first;
    }

    /** The work is done: nothing can be given up any more. */
    void end() {
        ended.set(true);
    }

    /** What to answer to a failure of the work. */
    Throwable explained(Throwable failure) {
        ApiError why = reason.get();
        return failure instanceof CancellationException && why != null ? why : failure;
    }

    /** Whether it was given up. */
    boolean givenUp() {
        return control.cancelled();
    }
}
