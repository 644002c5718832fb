package org.ttt4j.api;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Stands between whoever reads a stream and the trainer, and lets nothing be learned that was not scored: the rule
 * "score first" of dynamic evaluation. It counts the steps itself, so that a log made from it does not depend on what its
 * reader says. Confined to the session's thread.
 */
public final class ScoreFirst implements Trainer.Online {

    private final Trainer.Online online;
    private final int kept;
    private final Deque<int[]> scored = new ArrayDeque<>();
    private long segments;
    private long updates;
    private long learned;
    private long shown; // segments of which a gradient was taken; some may wait for a step

    /**
     * A guard.
     *
     * @param online what it guards
     * @param kept how many of the last segments may be learned, at least 1
     */
    public ScoreFirst(Trainer.Online online, int kept) {
        this.online = Objects.requireNonNull(online, "online");
        this.kept = kept;
    }

    /** Goes on with the counts of an earlier run; nothing of before may be learned any more. */
    void resume(OnlineState state) {
        segments = state.segments();
        updates = state.updates();
        learned = state.learned();
        shown = learned;
        scored.clear();
    }

    /** {@return the optimizer steps so far} */
    public long updates() {
        return updates;
    }

    /**
     * {@return the number of segments of which a step has seen a token: all of the first so many may be known to the
     * weights}
     */
    public long learned() {
        return learned;
    }

    /** Steps on other texts than the stream; what was held of it before may be in them. */
    void learnedElsewhere(List<Step> steps) {
        long taken = steps.stream().filter(Step::updated).count();
        updates += taken;
        learned = taken > 0 ? shown : learned;
    }

    @Override
    public int[] tokens(String text) {
        return online.tokens(text);
    }

    @Override
    public byte[] bytes(int token) {
        return online.bytes(token);
    }

    @Override
    public int prefix() {
        return online.prefix();
    }

    @Override
    public long trainedParameters() {
        return online.trainedParameters();
    }

    @Override
    public Score score(int[] context, int[] segment, RunControl control) {
        Score score = online.score(context, segment, control);
        remember(segment);
        return score;
    }

    /**
     * One step.
     *
     * @throws IllegalStateException if the segment is not a part of what was scored last
     */
    @Override
    public Step train(long id, int[] context, int[] segment, RunControl control) {
        if (!wasScored(segment)) {
            throw new IllegalStateException("found a step on " + segment.length
                    + " tokens that were not scored before, " + "wanted each segment scored before it is learned");
        }
        Step step = online.train(id, context, segment, control);
        count(step);
        return step;
    }

    @Override
    public Scored scoreAndTrain(long id, int[] context, int[] segment, RunControl control) {
        Scored both = online.scoreAndTrain(id, context, segment, control);
        remember(segment);
        count(both.step());
        return both;
    }

    /** A gradient that waits for a later step's has not told the weights anything yet. */
    private void count(Step step) {
        shown = segments;
        if (step.updated()) {
            updates++;
            learned = shown;
        }
    }

    @Override
    public void decay(double share) {
        online.decay(share);
    }

    @Override
    public void snapshot(Path file) {
        online.snapshot(file);
    }

    @Override
    public void restore(Path file) {
        online.restore(file);
    }

    @Override
    public void collect(int[] context, int[] segment) {
        online.collect(context, segment);
    }

    @Override
    public void saveStatistics(Path file) {
        online.saveStatistics(file);
    }

    /**
     * Proves from a log that each segment was scored before any of it was learned.
     *
     * @param lines all lines of a stream, first segment first
     * @return how many there were
     * @throws IllegalArgumentException naming the first segment at which that is not so, or at which lines are missing
     */
    public static long check(Iterable<OnlineLine> lines) {
        long segment = 0;
        long updates = 0;
        long learned = 0;
        for (OnlineLine line : lines) {
            if (line.segment() != segment) {
                throw new IllegalArgumentException(
                        "found segment " + line.segment() + " in the log, wanted segment " + segment);
            }
            if (line.learned() > segment) {
                throw new IllegalArgumentException("segment " + segment + ": found that steps had seen "
                        + line.learned() + " segments when it was scored, wanted at most the " + segment
                        + " before it");
            }
            if (line.updates() < updates || line.learned() < learned) {
                throw new IllegalArgumentException("segment " + segment + ": found " + line.updates() + " updates on "
                        + line.learned() + " segments, wanted no fewer than the " + updates + " on " + learned
                        + " of an earlier line");
            }
            if (line.learned() > 0 && line.updates() == 0) {
                throw new IllegalArgumentException("segment " + segment + ": found " + line.learned()
                        + " segments learned and no update, wanted at least one");
            }
            if (!line.leaked().isEmpty()) {
                throw new IllegalArgumentException("segment " + segment + ": found that document "
                        + line.leaked().get(0)
                        + ", which was retrieved and learned before, holds it, wanted a text that was"
                        + " not learned before it was scored");
            }
            if (!line.sha256().matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "segment " + segment + ": found the hash \"" + line.sha256() + "\", wanted a SHA-256");
            }
            updates = line.updates();
            learned = line.learned();
            segment++;
        }
        return segment;
    }

    private void remember(int[] segment) {
        segments++;
        scored.addLast(segment.clone());
        if (scored.size() > kept) {
            scored.removeFirst();
        }
    }

    private boolean wasScored(int[] tokens) {
        int[] all = scored.stream().flatMapToInt(Arrays::stream).toArray();
        for (int from = 0; from + tokens.length <= all.length; from++) {
            if (Arrays.equals(all, from, from + tokens.length, tokens, 0, tokens.length)) {
                return true;
            }
        }
        return false;
    }
}
