package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.time.Duration;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;

/** Reads a text under a session's weights while they learn from it. Confined to the session's thread. */
final class TensorFlowOnline implements Trainer.Online {

    private final AdaptedModel slot;
    private final Codec codec;
    private final RunIdentity identity;
    private final Runnable checkOpen;

    /**
     * A view of a session.
     *
     * @param checkOpen throws once the session is closed
     */
    TensorFlowOnline(AdaptedModel slot, Codec codec, RunIdentity identity, Runnable checkOpen) {
        this.slot = slot;
        this.codec = codec;
        this.identity = identity;
        this.checkOpen = checkOpen;
    }

    @Override
    public int[] tokens(String text) {
        checkOpen.run();
        return codec.tokenizer().encode(text);
    }

    @Override
    public byte[] bytes(int token) {
        checkOpen.run();
        int tokens = slot.model().architecture().vocabulary();
        if (token < 0 || token >= tokens) {
            throw new IllegalArgumentException("found token " + token + ", wanted one in [0, " + tokens + ")");
        }
        return codec.tokenizer().bytes(token);
    }

    @Override
    public int prefix() {
        checkOpen.run();
        return codec.prefix();
    }

    @Override
    public long trainedParameters() {
        checkOpen.run();
        return slot.model().trained();
    }

    @Override
    public Score score(int[] context, int[] segment, RunControl control) {
        checkOpen.run();
        if (segment.length == 0) {
            return Score.ZERO;
        }
        ReadSegment joined = joined(context, segment);
        control.checkCancelled();
        return score(joined, slot.losses(joined.tokens));
    }

    @Override
    public Step train(long id, int[] context, int[] segment, RunControl control) {
        return learn(id, learnable(context, segment), control).step();
    }

    @Override
    public Scored scoreAndTrain(long id, int[] context, int[] segment, RunControl control) {
        if (slot.settings().drops()) { // the pass that learns is not the one that scores
            return Trainer.Online.super.scoreAndTrain(id, context, segment, control);
        }
        return learn(id, learnable(context, segment), control);
    }

    @Override
    public void decay(double share) {
        checkOpen.run();
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("found a share of " + share + ", wanted one in [0, 1]");
        }
        slot.decay(share);
    }

    @Override
    public void snapshot(Path file) {
        checkOpen.run();
        new Snapshot(identity.run()).write(file, slot);
    }

    @Override
    public void restore(Path file) {
        checkOpen.run();
        new Snapshot(identity.run()).restore(file, slot);
    }

    @Override
    public void collect(int[] context, int[] segment) {
        ReadSegment joined = learnable(context, segment);
        slot.collect(joined.tokens, joined.skipped());
    }

    @Override
    public void saveStatistics(Path file) {
        checkOpen.run();
        if (slot.collected() == 0) {
            throw new IllegalStateException("found no gradients collected, wanted at least one");
        }
        GradientStatistics.write(file, identity.model(), slot.model(), slot.collected());
    }

    private Scored learn(long id, ReadSegment joined, RunControl control) {
        control.checkCancelled();
        long start = System.nanoTime();
        long before = slot.stepsTaken();
        float[] losses;
        if (slot.settings().accumulate() > 1) {
            losses = slot.holdLosses(joined.tokens, joined.skipped());
            if (slot.held() == slot.settings().accumulate()) {
                slot.stepHeld();
                slot.drop();
            }
        } else {
            losses = slot.stepLosses(joined.tokens, joined.skipped());
        }
        double loss = LanguageModel.mean(losses, joined.skipped());
        boolean updated = slot.stepsTaken() > before;
        Step step = new Step(slot.count(), id, loss, Duration.ofNanos(System.nanoTime() - start), updated);
        control.report(new Progress.Stepped(step));
        return new Scored(score(joined, losses), step);
    }

    /** What the last losses of a pass say about the segment. */
    private Score score(ReadSegment joined, float[] losses) {
        double nats = 0;
        for (int i = joined.skipped(); i < losses.length; i++) {
            nats += losses[i];
        }
        if (!Double.isFinite(nats)) {
            throw new BackendException(
                    Ids.BACKEND, "found a log-likelihood of " + -nats + ", wanted a finite one (are the weights?)");
        }
        return new Score(Math.max(0, nats) / Math.log(2), bytes(joined), joined.tokens.length - joined.kept);
    }

    private long bytes(ReadSegment joined) {
        Tokenizer tokenizer = codec.tokenizer();
        int from = joined.kept;
        long bytes = 0;
        for (int i = from; i < joined.tokens.length; i++) {
            bytes += tokenizer.bytes(joined.tokens[i]).length;
        }
        if (from == 1 && joined.tokens[0] == codec.prefix()) { // the first token of a text may be a byte shorter
            int[] first = {joined.tokens[1]};
            bytes += tokenizer.spelled(first)[0].length - tokenizer.bytes(first[0]).length;
        }
        return bytes;
    }

    private ReadSegment learnable(int[] context, int[] segment) {
        checkOpen.run();
        if (segment.length == 0) {
            throw new IllegalArgumentException("found a segment of no tokens, wanted at least one to learn");
        }
        return joined(context, segment);
    }

    private ReadSegment joined(int[] context, int[] segment) {
        LanguageModel model = slot.model();
        return new ReadSegment(
                context,
                segment,
                codec.prefix(),
                model.contextTokens(),
                model.architecture().vocabulary());
    }
}
