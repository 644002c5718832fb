package org.ttt4j.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Dynamic evaluation: reads a stream, predicts the next segment, then learns it, so that the weights become the memory of
 * what was read (Krause et al., ICML 2018 and arXiv 1904.08378; Rannen-Triki et al., arXiv 2403.01518).
 *
 * <p>A segment is always scored before a step has seen any of it; {@link ScoreFirst} stands between this class and the
 * trainer and sees to that. A stream of any length takes bounded memory. With steps that change nothing the score is that
 * of the base model, to the last bit. Confined to one thread.
 */
public final class OnlineAdaptation implements AutoCloseable {

    private static final int PAST_BYTES = 2048;
    private static final int AHEAD_BYTES = 1 << 16;
    private static final int TREND_WINDOW = 8;

    private final OnlineParts parts;
    private final OnlineOptions options;
    private final OnlineSegments segments;
    private final Trainer.Session session;
    private final Optional<Trainer.Session> base;
    private final OnlineLearner learner;
    private final OnlineCount count;
    private final OnlineClock clock;
    private final OnlineLeaks leaks = new OnlineLeaks();

    private OnlineAdaptation(
            OnlineParts parts,
            OnlineOptions options,
            Iterator<OnlineText> texts,
            OnlineState state,
            Trainer.Session session,
            Optional<Trainer.Session> base) {
        int contextTokens = parts.trainer().traits().contextTokens();
        this.parts = parts;
        this.options = options;
        this.session = session;
        this.base = base;
        this.learner = new OnlineLearner(options, contextTokens, session, state.work());
        this.count = new OnlineCount(
                state, options.reset() instanceof OnlineReset.OnDrift rule ? rule.window() : TREND_WINDOW);
        this.clock = new OnlineClock(state.seconds());
        this.segments = new OnlineSegments(
                texts,
                learner.online()::tokens,
                learner.online().prefix(),
                options.segment(),
                Math.min(options.overlap(), contextTokens));
    }

    /**
     * Opens the sessions that it takes: {@link OnlineParts#sessions OnlineParts.sessions}.
     *
     * @param parts borrowed until this is closed
     * @param options what is read, learned and scored
     * @param texts read when they are needed and never again; what they throw comes out of {@link #next next}
     * @param control looked at while waiting for a session
     * @return at the beginning of the stream; the caller closes it
     * @throws IllegalArgumentException if the parts cannot serve these options
     * @throws java.util.concurrent.CancellationException if cancelled while waiting for a session
     */
    public static OnlineAdaptation open(
            OnlineParts parts, OnlineOptions options, Iterator<OnlineText> texts, RunControl control) {
        return open(parts, options, texts, OnlineState.START, control);
    }

    /**
     * Goes on where an earlier run was, with the same numbers as if it had never ended.
     *
     * @param parts borrowed until this is closed; the same model as in the earlier run
     * @param options those of the earlier run, for the same numbers
     * @param texts the same stream from its beginning: what was read is read again without being scored
     * @param state of {@link #state()} at the moment of the snapshot
     * @param weights what {@link #snapshot snapshot} wrote
     * @param control looked at while waiting for a session and between segments that are passed over; reports
     *     {@link Progress.Advanced} with stage {@code pass over}
     * @return behind the last segment that the earlier run scored; the caller closes it
     * @throws IllegalArgumentException if the stream is another one, or if the parts cannot serve these options
     * @throws BackendException if the weights are damaged or another model's
     */
    public static OnlineAdaptation resume(
            OnlineParts parts,
            OnlineOptions options,
            Iterator<OnlineText> texts,
            OnlineState state,
            Path weights,
            RunControl control) {
        OnlineAdaptation made = open(parts, options, texts, state, control);
        try {
            made.learner.resume(state, weights);
            made.remember(state.recalls().ids());
            made.passOver(state, control);
            return made;
        } catch (RuntimeException refused) {
            made.close();
            throw refused;
        }
    }

    private static OnlineAdaptation open(
            OnlineParts parts,
            OnlineOptions options,
            Iterator<OnlineText> texts,
            OnlineState state,
            RunControl control) {
        Objects.requireNonNull(texts, "texts");
        parts.demand(options);
        Trainer.Session session = parts.trainer().begin(control);
        Optional<Trainer.Session> base = Optional.empty();
        try {
            base = options.base() ? Optional.of(parts.trainer().begin(control)) : base;
            return new OnlineAdaptation(parts, options, texts, state, session, base);
        } catch (RuntimeException failed) {
            base.ifPresent(Trainer.Session::close);
            session.close();
            throw failed;
        }
    }

    /**
     * Reads the next segment: score, then learn.
     *
     * @param control looked at before a segment, never within one, so that what is cancelled can be gone on with
     * @return what happened, or empty at the end of the stream
     * @throws java.util.concurrent.CancellationException if cancelled
     * @throws BackendException if a loss is not finite, or if learning did so much harm that the options call it
     *     diverged; this object is of no more use then
     */
    public Optional<OnlineLine> next(RunControl control) {
        control.checkCancelled();
        Optional<OnlineSegment> found = clock.time(OnlineClock.Stage.READ, segments::next);
        control.checkCancelled();
        return found.map(segment -> read(segment, RunControl.reportingTo(control::report)));
    }

    private OnlineLine read(OnlineSegment segment, RunControl control) {
        OnlineLine.Reset reset = resetBefore(segment);
        long before = learner.online().updates();
        List<Long> recalled = recall(segment, control);
        long updates = learner.online().updates();
        long learned = learner.online().learned();
        Optional<Score> fixed =
                base.map(session -> clock.time(OnlineClock.Stage.BASE, () -> underBase(session, segment, control)));
        OnlineLearner.Outcome outcome =
                clock.time(OnlineClock.Stage.ONLINE, () -> learner.read(segment, control)); // score, then learn
        count.scored(segment, outcome.score(), fixed.orElse(Score.ZERO));
        List<Long> leaked = leaks.holding(segments.past(), outcome.score().bytes());
        if (!leaked.isEmpty()) {
            count.leaked();
        }
        segments.past().moveTo(count.documentBytes());
        refuseHarm();
        List<Double> losses = new ArrayList<>(outcome.losses());
        if (options.reset() instanceof OnlineReset.OnDrift rule && count.trend().drifted(rule)) {
            reset = OnlineLine.Reset.DRIFT;
            count.reset();
            leaks.clear();
            count.forgetTrend();
            losses.addAll(clock.time(OnlineClock.Stage.ONLINE, () -> learner.learnAnew(segment, control)));
        }
        return new OnlineLine(
                segment.number(),
                segment.document(),
                segment.name(),
                segment.start(),
                OnlineSegment.sha256(segment.tokens()),
                updates,
                learned,
                outcome.score(),
                fixed,
                reset,
                recalled,
                leaked,
                losses,
                probe(before, control));
    }

    private Score underBase(Trainer.Session session, OnlineSegment segment, RunControl control) {
        learner.workedOnBase(learner.tokensRead(segment.context(), segment.tokens()));
        return session.online().score(segment.context(), segment.tokens(), control);
    }

    private OnlineLine.Reset resetBefore(OnlineSegment segment) {
        OnlineLine.Reset reason = OnlineLine.Reset.NONE;
        if (options.reset() instanceof OnlineReset.PerDocument && segment.start() == 0 && segment.number() > 0) {
            reason = OnlineLine.Reset.DOCUMENT;
        } else if (options.reset() instanceof OnlineReset.EveryTokens every && count.sinceReset() >= every.tokens()) {
            reason = OnlineLine.Reset.TOKENS;
        }
        if (reason != OnlineLine.Reset.NONE) {
            learner.reset();
            count.reset();
            leaks.clear();
        }
        return reason;
    }

    private List<Long> recall(OnlineSegment segment, RunControl control) {
        if (options.recallEvery() == 0 || segment.number() % options.recallEvery() != 0 || segment.start() == 0) {
            return List.of();
        }
        String past = segments.past().before(PAST_BYTES);
        if (past.isBlank()) {
            return List.of();
        }
        return clock.time(OnlineClock.Stage.RECALL, () -> {
            OnlineRecall.Query query = new OnlineRecall.Query(segment.name(), past, segments.ahead(AHEAD_BYTES));
            OnlineRecall.Recalled found = parts.recall().orElseThrow().recall(query, control);
            long[] ids = found.ids().stream().mapToLong(Long::longValue).toArray();
            learner.learnElsewhere(ids, found.texts(), control);
            for (int i = 0; i < ids.length; i++) {
                leaks.learned(ids[i], found.texts().get(i));
            }
            return found.ids();
        });
    }

    /** What an earlier run had learned beside the stream. */
    private void remember(List<Long> ids) {
        List<String> texts = ids.isEmpty()
                ? List.of()
                : parts.recall().map(recall -> recall.texts(ids)).orElse(List.of());
        for (int i = 0; i < texts.size(); i++) {
            leaks.learned(ids.get(i), texts.get(i));
        }
    }

    private Optional<Score> probe(long updatesBefore, RunControl control) {
        int every = options.probeEvery();
        if (every == 0 || learner.online().updates() / every == updatesBefore / every) {
            return Optional.empty();
        }
        return Optional.of(clock.time(OnlineClock.Stage.PROBE, () -> probed(session, control)));
    }

    /**
     * {@return the score of the probe under the base weights, to compare with those in the log}
     *
     * @param control handed to the session that scores
     * @throws IllegalStateException if something was learned already and there is no base model beside
     */
    public Score probeOfBase(RunControl control) {
        if (base.isEmpty() && learner.online().updates() > 0) {
            throw new IllegalStateException("the weights have learned already and there is no base model beside");
        }
        return probed(base.orElse(session), control);
    }

    private Score probed(Trainer.Session scoring, RunControl control) {
        return scoring.score(parts.probe(), control).stream().reduce(Score.ZERO, Score::plus);
    }

    private void refuseHarm() {
        OnlineTrend trend = count.trend();
        if (trend.diverged(options.divergence(), base.isPresent())) {
            throw new BackendException(
                    "online",
                    "diverged: of late " + rounded(trend.recentBits(), trend)
                            + " bits per byte, more than " + options.divergence() + " times "
                            + (base.isPresent() ? "the base model's " + rounded(trend.recentBase(), trend) : "8")
                            + "; a lower learning rate helps");
        }
    }

    private static double rounded(double bits, OnlineTrend trend) {
        return Math.round(1000 * bits / trend.recentBytes()) / 1000.0;
    }

    /** Reads what was scored before, and demands that it is the same. */
    private void passOver(OnlineState state, RunControl control) {
        String digest = "";
        for (long i = 0; i < state.segments(); i++) {
            control.checkCancelled();
            Optional<OnlineSegment> segment = segments.next();
            if (segment.isEmpty()) {
                throw new IllegalArgumentException("found a stream of " + i
                        + " segments, wanted the same as an earlier run of which " + state.segments() + " were scored");
            }
            digest = OnlineCount.added(digest, segment.orElseThrow());
            control.report(new Progress.Advanced("pass over", i + 1, state.segments()));
        }
        if (!digest.equals(state.digest())) {
            throw new IllegalArgumentException("found another text in the first " + state.segments()
                    + " segments than an earlier run has scored, wanted the same stream");
        }
        segments.past().moveTo(state.documentBytes());
    }

    /** {@return where the run is} */
    public OnlineState state() {
        return count.state(learner.online(), leaks.ids(), learner.work(), clock.seconds());
    }

    /** {@return how many numbers a step moves} */
    public long trainedParameters() {
        return learner.online().trainedParameters();
    }

    /** {@return whether a snapshot can be taken: not while segments wait to be learned} */
    public boolean settled() {
        return learner.settled();
    }

    /**
     * Writes the weights and all that the optimizer keeps; with {@link #state()} it is all that {@link #resume resume}
     * needs. The file is there as a whole or not at all.
     *
     * @param weights file to write; one of this name is replaced
     * @throws IllegalStateException if segments wait to be learned
     * @throws BackendException if it cannot be written
     */
    public void snapshot(Path weights) {
        if (!settled()) {
            throw new IllegalStateException(
                    "some segments wait to be learned, wanted a snapshot after the next update");
        }
        learner.online().snapshot(weights);
    }

    /** {@return the session whose weights learn, to generate with or to save; it must not be reset or closed} */
    public Trainer.Session session() {
        return session;
    }

    /** Gives the sessions back. Idempotent. */
    @Override
    public void close() {
        try {
            base.ifPresent(Trainer.Session::close);
        } finally {
            session.close();
        }
    }
}
