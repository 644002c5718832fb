package org.ttt4j.app;

import java.util.OptionalLong;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;

/** Tells how far a stream was read and how well it is predicted. Confined to one thread. */
final class StreamProgress {

    private final OptionalLong bytes;
    private final RunControl control;
    private final long start = System.nanoTime();
    private final long tokensBefore;

    /**
     * Progress of a run.
     *
     * @param bytes of text in the stream, if that is known
     * @param from where the run begins
     */
    StreamProgress(OptionalLong bytes, OnlineState from, RunControl control) {
        this.bytes = bytes;
        this.control = control;
        this.tokensBefore = from.online().tokens();
    }

    void at(OnlineState state) {
        double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
        double fraction = bytes.isEmpty() || bytes.getAsLong() == 0
                ? Double.NaN
                : Math.min(1, (double) state.online().bytes() / bytes.getAsLong());
        control.report(new Progress.Streamed(
                state.segments(),
                fraction,
                state.online().bitsPerByte(),
                state.base().bitsPerByte(), // NaN if it is not scored
                (state.online().tokens() - tokensBefore) / seconds));
    }
}
