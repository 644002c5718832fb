package org.ttt4j.app;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.OnlineAdaptation;
import org.ttt4j.api.OnlineLine;
import org.ttt4j.api.OnlineParts;
import org.ttt4j.api.OnlineSnapshots;
import org.ttt4j.api.OnlineState;
import org.ttt4j.api.Score;

/** One stream from its first segment, or from the last snapshot, to its end. Confined to one thread. */
final class StreamRun {

    private final OnlineParts parts;
    private final StreamSettings settings;
    private final boolean base;
    private final Optional<StreamDirectory> directory;
    private final Invocation invocation;
    private final StageClock clock = new StageClock();

    private final Optional<OnlineSnapshots> snapshots;
    private Optional<OnlineSnapshots.Snapshot> last = Optional.empty();

    /**
     * A run.
     *
     * @param base whether the base model is scored beside
     * @param directory for the log and the snapshots, if they are kept
     */
    StreamRun(
            OnlineParts parts,
            StreamSettings settings,
            boolean base,
            Optional<StreamDirectory> directory,
            Invocation invocation) {
        this.parts = parts;
        this.settings = settings;
        this.base = base;
        this.directory = directory;
        this.snapshots = directory.map(StreamDirectory::snapshots);
        this.invocation = invocation;
    }

    /**
     * What a stream came to. Thread-safe.
     *
     * @param state at the end
     * @param trainedParameters numbers that a step moves
     * @param probeBefore score of the probe under the base weights, if there is one
     * @param probeAfter the same under the weights at the end
     * @param snapshotSeconds time that snapshots took in this run
     */
    record Outcome(
            OnlineState state,
            long trainedParameters,
            Optional<Score> probeBefore,
            Optional<Score> probeAfter,
            double snapshotSeconds) {}

    /**
     * Reads the stream.
     *
     * @param bytes of text in it, if that is known
     * @throws CancellationException if cancelled; a run with a directory can be gone on with
     * @throws CommandException if it diverged, naming the last good snapshot
     */
    Outcome run(StreamInput input, OptionalLong bytes) throws IOException {
        last = snapshots.flatMap(
                kept -> kept.last(damaged -> invocation.note("ttt: " + damaged + "; trying the snapshot before it")));
        try (SegmentLog log = log();
                OnlineAdaptation online = open(input)) {
            try {
                return read(online, log, new StreamProgress(bytes, online.state(), invocation.control()));
            } catch (CancellationException stopped) {
                stopped(online, log);
                throw stopped;
            }
        }
    }

    private SegmentLog log() throws IOException {
        long lines = last.map(snapshot -> snapshot.state().segments()).orElse(0L);
        return directory.isEmpty() ? null : directory.orElseThrow().log(lines);
    }

    private OnlineAdaptation open(StreamInput input) {
        if (last.isEmpty()) {
            return OnlineAdaptation.open(parts, settings.options(base), input, invocation.control());
        }
        OnlineSnapshots.Snapshot from = last.orElseThrow();
        OnlineAdaptation resumed = OnlineAdaptation.resume(
                parts, settings.options(base), input, from.state(), from.weights(), invocation.control());
        invocation.note("ttt: going on after " + from.state().segments() + " segments");
        return resumed;
    }

    private Outcome read(OnlineAdaptation online, SegmentLog log, StreamProgress progress) throws IOException {
        Optional<Score> probeBefore = probeBefore(online);
        long snapshotAt = System.nanoTime();
        for (Optional<OnlineLine> line = next(online); line.isPresent(); line = next(online)) {
            OnlineState state = online.state();
            if (log != null) {
                log.append(line.orElseThrow());
                snapshots.orElseThrow().observe(line.orElseThrow(), state);
                if (due(state.segments(), (System.nanoTime() - snapshotAt) / 1e9) && online.settled()) {
                    snapshot(online, log);
                    snapshotAt = System.nanoTime();
                }
            }
            progress.at(state);
        }
        invocation.progress().clear();
        if (log != null && online.settled() && online.state().segments() > 0) {
            snapshot(online, log);
        }
        Optional<Score> probeAfter = parts.probe().isEmpty()
                ? Optional.empty()
                : Optional.of(online.session().score(parts.probe(), invocation.control()).stream()
                        .reduce(Score.ZERO, Score::plus));
        return new Outcome(
                online.state(),
                online.trainedParameters(),
                probeBefore,
                probeAfter,
                clock.seconds().getOrDefault("snapshot", 0.0));
    }

    private Optional<Score> probeBefore(OnlineAdaptation online) throws IOException {
        if (parts.probe().isEmpty()) {
            return Optional.empty();
        }
        if (!base && last.isPresent()) { // the weights have learned, and nothing else holds the base
            return directory.orElseThrow().probeOfBase();
        }
        Score score = online.probeOfBase(invocation.control());
        if (directory.isPresent()) {
            directory.orElseThrow().keep(score);
        }
        return Optional.of(score);
    }

    private Optional<OnlineLine> next(OnlineAdaptation online) {
        long segment = online.state().segments();
        try {
            return online.next(invocation.control());
        } catch (BackendException failed) {
            String good = snapshots
                    .flatMap(OnlineSnapshots::good)
                    .map(snapshot -> "the last good snapshot is " + snapshot.weights() + ", after "
                            + snapshot.state().segments() + " segments")
                    .orElse("there is no good snapshot" + (directory.isEmpty() ? ", --out DIR keeps some" : ""));
            throw CommandException.failed(
                    "stopped at segment " + segment + ": " + failed.getMessage() + "; " + good
                            + "; read again with a lower --learning-rate and another --out",
                    failed);
        }
    }

    private boolean due(long segments, double seconds) {
        long since =
                segments - last.map(snapshot -> snapshot.state().segments()).orElse(0L);
        return (settings.snapshotSeconds() > 0 && seconds >= settings.snapshotSeconds())
                || (settings.snapshotSegments() > 0 && since >= settings.snapshotSegments());
    }

    private void snapshot(OnlineAdaptation online, SegmentLog log) throws IOException {
        if (last.isPresent()
                && last.orElseThrow().state().segments() == online.state().segments()) {
            return;
        }
        log.force(); // before the snapshot that says how many lines there are
        last = Optional.of(clock.time("snapshot", () -> snapshots.orElseThrow().save(online)));
    }

    private void stopped(OnlineAdaptation online, SegmentLog log) throws IOException {
        if (log == null) {
            invocation.note("ttt: stopped after " + online.state().segments()
                    + " segments; nothing is kept of it, with --out DIR the same command goes on");
            return;
        }
        if (online.settled() && online.state().segments() > 0) {
            snapshot(online, log);
        }
        invocation.note("ttt: stopped after " + online.state().segments() + " segments; the same command goes on "
                + last.map(snapshot -> "after the first " + snapshot.state().segments())
                        .orElse("from its beginning"));
    }
}
