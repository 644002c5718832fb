package org.ttt4j.app;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ttt4j.api.Progress;

/**
 * Shows counted work on the error stream: a line that is redrawn when a terminal watches, an occasional plain line
 * otherwise. Thread-safe.
 */
final class ProgressLine implements Consumer<Progress> {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 15_000_000_000L;
    private static final int BAR = 24;

    private final PrintStream err;
    private final boolean terminal;
    private final LongSupplier clock;
    private String stage = "";
    private String suffix = "";
    private long started;
    private long startedAt;
    private long shown;
    private int width;
    private long pretrainedAt;
    private double pretrained = Double.NaN;

    ProgressLine(PrintStream err, boolean terminal, LongSupplier clock) {
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void accept(Progress event) {
        if (event instanceof Progress.Advanced advanced) {
            advance(advanced);
        } else if (event instanceof Progress.Streamed streamed) {
            begin("stream");
            show("stream", text(streamed));
        } else if (event instanceof Progress.Waiting waiting && waiting.seconds() >= 1) {
            begin("stream");
            show("waiting", "for " + waiting.what() + ", " + clockText(waiting.seconds()));
        } else if (event instanceof Progress.Pretrained trained) {
            String heldOut = Double.isNaN(trained.heldOutBitsPerByte())
                    ? ""
                    : String.format(Locale.ROOT, ", held out %.4f bits per byte", trained.heldOutBitsPerByte());
            String text = String.format(
                    Locale.ROOT,
                    "step %d (%.1f%%), loss %.4f%s, %.0f tokens/s%s",
                    trained.step(),
                    100 * trained.fraction(),
                    trained.loss(),
                    heldOut,
                    trained.tokensPerSecond(),
                    remaining(trained.fraction()));
            if (heldOut.isEmpty()) {
                show("pretrain", text);
            } else {
                clear();
                err.println(text);
            }
        }
    }

    private String text(Progress.Streamed event) {
        boolean known = !Double.isNaN(event.fraction());
        return String.format(
                Locale.ROOT,
                "segment %d%s, %.4f bits per byte%s, %.0f tokens/s%s",
                event.segments(),
                known ? String.format(Locale.ROOT, " (%.1f%%)", 100 * event.fraction()) : "",
                event.online(),
                Double.isNaN(event.base())
                        ? ""
                        : String.format(Locale.ROOT, ", %.1f%% of static", 100 * event.online() / event.base()),
                event.tokensPerSecond(),
                known ? remaining(event.fraction()) : "");
    }

    /** Time left, from how the fraction grew since this process began to watch it. */
    private String remaining(double fraction) {
        if (Double.isNaN(pretrained)) {
            pretrainedAt = clock.getAsLong();
            pretrained = fraction;
        }
        double grown = fraction - pretrained;
        double seconds = (clock.getAsLong() - pretrainedAt) / 1e9;
        return grown > 0 ? ", ETA " + clockText(seconds / grown * (1 - fraction)) : "";
    }

    /** Sets what stands behind the bar, such as a running result. */
    synchronized void suffix(String text) {
        suffix = text.isEmpty() ? "" : "  " + text;
    }

    /** Removes the redrawn line, so that something else can be printed. */
    synchronized void clear() {
        if (width > 0) {
            err.print("\r" + " ".repeat(width) + "\r");
            err.flush();
            width = 0;
        }
    }

    private void advance(Progress.Advanced event) {
        if (event.done() < started) {
            stage = "";
        }
        if (begin(event.stage())) {
            started = event.done();
        }
        show(event.stage(), text(event));
    }

    /** Notes when a stage began; without a terminal it is not shown before it has taken a while. */
    private boolean begin(String next) {
        if (next.equals(stage)) {
            return false;
        }
        stage = next;
        startedAt = clock.getAsLong();
        shown = terminal ? startedAt - REDRAW_NANOS : startedAt;
        return true;
    }

    private void show(String name, String text) {
        long now = clock.getAsLong();
        if (now - shown < (terminal ? REDRAW_NANOS : PLAIN_NANOS)) {
            return;
        }
        shown = now;
        String line = name + " " + text;
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            err.flush();
            width = line.length();
        } else {
            err.println(line);
        }
    }

    private String text(Progress.Advanced event) {
        double seconds = (clock.getAsLong() - startedAt) / 1e9;
        if (event.total() <= 0) {
            return event.done() + " in " + clockText(seconds) + rate(event.done() - started, seconds);
        }
        double fraction = Math.min(1, (double) event.done() / event.total());
        int filled = (int) Math.round(BAR * fraction);
        long moved = event.done() - started;
        String eta = moved <= 0
                ? ""
                : " ETA " + clockText(seconds / moved * (event.total() - event.done())) + rate(moved, seconds);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + event.done() + "/" + event.total() + " "
                + Math.round(100 * fraction) + "%" + eta + suffix;
    }

    /** How many a second, such as documents of an index. */
    private static String rate(long moved, double seconds) {
        double rate = moved / Math.max(seconds, 1e-3);
        return String.format(Locale.ROOT, rate < 10 ? " %.2f/s" : " %.0f/s", rate);
    }

    private static String clockText(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
