package org.ttt4j.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ttt4j.api.OnlineState.Work;

/** Scores segments and learns them, in this order; holds those that wait to be learned. Confined to one thread. */
final class OnlineLearner {

    private final OnlineOptions options;
    private final int contextTokens;
    private final Trainer.Session session;
    private final ScoreFirst online;
    private final List<Passage> pending = new ArrayList<>(); // scored, not learned yet
    private int waiting; // segments in it
    private Work work;

    /** Tokens of one document that are learned at once. */
    private static final class Passage {
        private final long segment;
        private final long document;
        private final int[] context;
        private final int[] tokens;

        private Passage(long segment, long document, int[] context, int[] tokens) {
            this.segment = segment;
            this.document = document;
            this.context = context;
            this.tokens = tokens;
        }

        static Passage of(OnlineSegment segment) {
            return new Passage(segment.number(), segment.document(), segment.context(), segment.tokens());
        }

        /** With the segment that follows. */
        Passage with(OnlineSegment next) {
            int[] joined = Arrays.copyOf(tokens, tokens.length + next.tokens().length);
            System.arraycopy(next.tokens(), 0, joined, tokens.length, next.tokens().length);
            return new Passage(segment, document, context, joined);
        }
    }

    /**
     * What came of a segment. Thread-safe.
     *
     * @param score before any of the steps
     * @param losses of the steps
     */
    record Outcome(Score score, List<Double> losses) {}

    /**
     * A learner.
     *
     * @param contextTokens that the model sees
     * @param session whose weights learn; borrowed
     * @param work done before
     */
    OnlineLearner(OnlineOptions options, int contextTokens, Trainer.Session session, Work work) {
        this.options = options;
        this.contextTokens = contextTokens;
        this.session = session;
        this.online = new ScoreFirst(session.online(), options.updateEvery());
        this.work = work;
    }

    ScoreFirst online() {
        return online;
    }

    Work work() {
        return work;
    }

    /** Whether all that was scored has been learned, as far as it will be: only then a snapshot holds everything. */
    boolean settled() {
        return pending.isEmpty();
    }

    /** Score first, then learn. */
    Outcome read(OnlineSegment segment, RunControl control) {
        List<Double> losses = new ArrayList<>();
        if (options.steps() > 0 && options.updateEvery() == 1) { // the score comes out of the first step's own pass
            Trainer.Online.Scored both =
                    online.scoreAndTrain(segment.number(), segment.context(), segment.tokens(), control);
            losses.add(both.step().loss());
            worked(0, tokensRead(segment.context(), segment.tokens()));
            update(List.of(Passage.of(segment)), options.steps() - 1, losses, control);
            return new Outcome(both.score(), losses);
        }
        Score score = online.score(segment.context(), segment.tokens(), control);
        worked(tokensRead(segment.context(), segment.tokens()), 0);
        await(segment);
        updateIfDue(losses, control);
        return new Outcome(score, losses);
    }

    /** Back to the base, where only this segment waits to be learned. */
    List<Double> learnAnew(OnlineSegment segment, RunControl control) {
        List<Double> losses = new ArrayList<>();
        reset();
        await(segment);
        updateIfDue(losses, control);
        return losses;
    }

    /** Learns other texts than the stream. */
    void learnElsewhere(long[] ids, List<String> texts, RunControl control) {
        online.learnedElsewhere(session.train(ids, texts, control));
    }

    /** Back to the base; what waited would have been learned by weights that are gone. */
    void reset() {
        session.reset();
        forget();
    }

    void resume(OnlineState state, Path weights) {
        online.restore(weights);
        online.resume(state);
    }

    /** Tokens that go through the model: the last one of a segment is only predicted, and something stands before it. */
    int tokensRead(int[] context, int[] tokens) {
        return Math.max(1, Math.min(context.length, contextTokens + 1 - tokens.length)) + tokens.length - 1;
    }

    private void await(OnlineSegment segment) {
        int last = pending.size() - 1;
        if (options.steps() == 0) {
            return;
        }
        waiting++;
        if (last >= 0 && pending.get(last).document == segment.document()) {
            pending.set(last, pending.get(last).with(segment));
        } else {
            pending.add(Passage.of(segment));
        }
    }

    private void updateIfDue(List<Double> losses, RunControl control) {
        if (waiting == options.updateEvery()) {
            update(pending, options.steps(), losses, control);
            forget();
        }
    }

    private void update(List<Passage> passages, int steps, List<Double> losses, RunControl control) {
        for (int step = 0; step < steps; step++) {
            for (Passage passage : passages) {
                losses.add(online.train(passage.segment, passage.context, passage.tokens, control)
                        .loss());
                worked(0, tokensRead(passage.context, passage.tokens));
            }
        }
        if (options.reset() instanceof OnlineReset.Fading fading) {
            online.decay(fading.share());
        }
    }

    private void forget() {
        pending.clear();
        waiting = 0;
    }

    private void worked(long scored, long trained) {
        work = new Work(work.base(), work.scored() + scored, work.trained() + trained);
    }

    void workedOnBase(long tokens) {
        work = new Work(work.base() + tokens, work.scored(), work.trained());
    }
}
