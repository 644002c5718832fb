package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Online;
import org.ttt4j.api.Trainer.Session;

/**
 * What every {@link Trainer.Online} does. Equalities are of doubles, bit for bit. Extend it, implement the three ways to
 * open a small model. Confined to one thread.
 */
public abstract class OnlineContract extends LeakChecked {

    private static final RunControl SILENT = RunControl.silent();
    private static final int[] NOTHING = {};

    /** Files of one test. */
    @TempDir
    Path directory;

    /** For subclasses. */
    protected OnlineContract() {}

    /**
     * Opens the trainer under test, each time with the same settings; the contract closes it.
     *
     * @return a fresh one, of a small model
     */
    protected abstract Trainer open();

    /** {@return the same trainer but for a learning rate of 0; the contract closes it} */
    protected abstract Trainer openAtRateZero();

    /** {@return another trainer, whose snapshots are none for the trainer under test; the contract closes it} */
    protected abstract Trainer openAnother();

    /**
     * A text in one segment behind the prefix costs the bits that {@link Trainer.Session#score Trainer.Session.score}
     * gives it, up to a millionth.
     */
    @Test
    public void oneSegmentScoresAsTheText() {
        with((session, online) -> {
            int[] tokens = firstTokens(online, 9);
            String text = Samples.TEXTS.get(5);
            Score whole = session.score(List.of(text), SILENT).get(0);
            Score segment = online.score(NOTHING, online.tokens(text), SILENT);
            assertThat(segment.bits()).isCloseTo(whole.bits(), within(1e-6 * whole.bits()));
            assertThat(segment).isEqualTo(new Score(segment.bits(), whole.bytes(), whole.tokens()));
            assertThat(online.score(NOTHING, tokens, SILENT))
                    .as("the prefix stands where nothing does")
                    .isEqualTo(online.score(new int[] {online.prefix()}, tokens, SILENT));
            assertThat(online.score(tokens, NOTHING, SILENT)).isEqualTo(Score.ZERO);
        });
    }

    /**
     * The segments of a text, each behind all before it, add up to the score of the text: bits up to 1e-5 of them,
     * tokens and bytes exactly.
     */
    @Test
    public void segmentsAddUpToTheText() {
        with((session, online) -> {
            String text = ScoringContract.B.substring(0, 24);
            int[] tokens = online.tokens(text);
            Score sum = Score.ZERO;
            for (int from = 0; from < tokens.length; from += 5) {
                int[] segment = Arrays.copyOfRange(tokens, from, Math.min(from + 5, tokens.length));
                sum = sum.plus(online.score(textUntil(online, tokens, from), segment, SILENT));
            }
            Score whole = session.score(List.of(text), SILENT).get(0);
            assertThat(sum.bits()).isCloseTo(whole.bits(), within(1e-5 * whole.bits()));
            assertThat(sum.tokens()).isEqualTo(whole.tokens());
            assertThat(sum.bytes()).isEqualTo(whole.bytes());
        });
    }

    /** Of a context that does not fit beside the segment only the tail that fits decides, in scores and in losses. */
    @Test
    public void longContextsAreCutFromTheLeft() {
        try (Trainer trainer = open();
                Session session = trainer.begin(SILENT)) {
            Online online = session.online();
            int[] segment = firstTokens(online, 4);
            int fits = trainer.traits().contextTokens() + 1 - segment.length;
            int[] one = cycled(online, ScoringContract.A, 3 * fits);
            int[] other = cycled(online, ScoringContract.B, 3 * fits);
            System.arraycopy(one, 2 * fits, other, 2 * fits, fits);
            Score tail = online.score(Arrays.copyOfRange(one, 2 * fits, 3 * fits), segment, SILENT);
            assertThat(online.score(one, segment, SILENT)).isEqualTo(tail);
            assertThat(online.score(other, segment, SILENT)).isEqualTo(tail);
            double first = online.train(1, one, segment, SILENT).loss();
            session.reset();
            assertThat(online.train(1, other, segment, SILENT).loss()).isEqualTo(first);
        }
    }

    /**
     * Segments longer than the context, steps on no token and ids outside the vocabulary are refused; one of just the
     * context's length is not.
     */
    @Test
    public void segmentsThatDoNotFitAreRefused() {
        try (Trainer trainer = open();
                Session session = trainer.begin(SILENT)) {
            Online online = session.online();
            int[] longest = cycled(online, ScoringContract.A, trainer.traits().contextTokens());
            assertThat(online.score(longest, longest, SILENT).tokens()).isEqualTo(longest.length);
            int[] longer = cycled(online, ScoringContract.A, longest.length + 1);
            assertThatThrownBy(() -> online.score(NOTHING, longer, SILENT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(longer.length));
            assertThatThrownBy(() -> online.train(1, NOTHING, longer, SILENT))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> online.train(1, longest, NOTHING, SILENT))
                    .isInstanceOf(IllegalArgumentException.class);
            for (int id : new int[] {-1, Integer.MAX_VALUE}) {
                int[] strange = {longest[0], id};
                assertThatThrownBy(() -> online.score(NOTHING, strange, SILENT))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> online.score(strange, longest, SILENT))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> online.train(1, strange, strange, SILENT))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /**
     * A step tells the loss before its update, which is the score's, and leaves the segment cheaper than before, four
     * times in a row.
     */
    @Test
    public void stepsLearnTheSegmentAndTellItsLoss() {
        with((session, online) -> {
            int[] tokens = firstTokens(online, 16);
            int[] context = Arrays.copyOf(tokens, 8);
            int[] segment = Arrays.copyOfRange(tokens, 8, 16);
            for (int number = 0; number < 4; number++) {
                Score before = online.score(context, segment, SILENT);
                Step step = online.train(7, context, segment, SILENT);
                assertThat(step.index()).isEqualTo(number);
                assertThat(step.neighborId()).isEqualTo(7);
                assertThat(step.loss()).isCloseTo(before.bits() * Math.log(2) / 8, within(1e-5));
                assertThat(online.score(context, segment, SILENT).bits()).isLessThan(before.bits());
            }
            assertThat(online.trainedParameters()).isPositive();
        });
    }

    /** Scoring and training in one call gives the numbers of two calls. */
    @Test
    public void scoreAndTrainIsOneAfterTheOther() {
        with((session, online) -> {
            List<Double> apart = new ArrayList<>();
            walk(online, 3, (context, segment) -> {
                apart.add(online.score(context, segment, SILENT).bits());
                apart.add(online.train(1, context, segment, SILENT).loss());
            });
            session.reset();
            List<Double> together = new ArrayList<>();
            walk(online, 3, (context, segment) -> {
                Online.Scored both = online.scoreAndTrain(1, context, segment, SILENT);
                together.add(both.score().bits());
                together.add(both.step().loss());
                assertThat(both.score().tokens()).isEqualTo(segment.length);
            });
            assertThat(together).isEqualTo(apart);
        });
    }

    /** At a learning rate of 0 the scores along a text are those of the base model. */
    @Test
    public void learningRateZeroIsStatic() {
        try (Trainer trainer = openAtRateZero();
                Session session = trainer.begin(SILENT)) {
            Online online = session.online();
            List<Score> still = new ArrayList<>();
            walk(online, 4, (context, segment) -> still.add(online.score(context, segment, SILENT)));
            List<Score> learning = new ArrayList<>();
            walk(online, 4, (context, segment) -> {
                learning.add(online.score(context, segment, SILENT));
                online.train(1, context, segment, SILENT);
            });
            assertThat(learning).isEqualTo(still);
        }
    }

    /**
     * After a reset the same segments give the same scores and losses as in a fresh session, also after a decay of what
     * did not move.
     */
    @Test
    public void resetForgetsBitForBit() {
        with((session, online) -> {
            List<Double> fresh = adapt(online, 3);
            session.reset();
            assertThat(adapt(online, 3)).isEqualTo(fresh);
            session.reset();
            online.decay(0.5); // of what did not move
            assertThat(adapt(online, 3)).isEqualTo(fresh);
        });
    }

    /**
     * A share of 0 changes nothing, 1 gives exactly the base, a half lies at neither; shares outside [0, 1] are
     * refused.
     */
    @Test
    public void decayPullsTowardsTheBase() {
        with((session, online) -> {
            int[] tokens = firstTokens(online, 9);
            Score base = online.score(NOTHING, tokens, SILENT);
            adapt(online, 3);
            Score moved = online.score(NOTHING, tokens, SILENT);
            online.decay(0);
            assertThat(online.score(NOTHING, tokens, SILENT)).isEqualTo(moved).isNotEqualTo(base);
            online.decay(0.5);
            assertThat(online.score(NOTHING, tokens, SILENT))
                    .isNotEqualTo(moved)
                    .isNotEqualTo(base);
            online.decay(1);
            assertThat(online.score(NOTHING, tokens, SILENT)).isEqualTo(base);
            for (double share : new double[] {-1e-9, 1.000001, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> online.decay(share)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    /**
     * A run that goes on from a snapshot, in another trainer and twice in the same session, gives the numbers of one
     * that was never interrupted.
     */
    @Test
    public void aSnapshotContinuesBitForBit() {
        Path file = directory.resolve("state");
        List<Double> uninterrupted = new ArrayList<>();
        with((session, online) -> {
            adapt(online, 3);
            online.snapshot(file);
            uninterrupted.addAll(adapt(online, 4));
        });
        with((session, online) -> {
            adapt(online, 2); // what was moved otherwise before does not matter
            online.decay(0.25);
            online.restore(file);
            assertThat(adapt(online, 4)).as("in another trainer").isEqualTo(uninterrupted);
            online.restore(file);
            assertThat(adapt(online, 4)).as("once more").isEqualTo(uninterrupted);
        });
    }

    /** A reset after restoring goes back to the base, not to the snapshot. */
    @Test
    public void aRestoredSessionResets() {
        Path file = directory.resolve("state");
        with((session, online) -> {
            List<Double> fresh = adapt(online, 3);
            online.snapshot(file);
            session.reset();
            online.restore(file);
            assertThat(online.score(NOTHING, firstTokens(online, 9), SILENT).bits())
                    .isNotEqualTo(fresh.get(0));
            session.reset();
            assertThat(adapt(online, 3)).isEqualTo(fresh);
        });
    }

    /**
     * Snapshots with a flipped bit, cut short, one byte too long or missing are refused by a sentence that names the
     * file, and the session stays as it was.
     *
     * @throws IOException if the test cannot read its own snapshot
     */
    @Test
    public void damagedSnapshotsAreRefusedAndHarmNothing() throws IOException {
        Path file = directory.resolve("state");
        with((session, online) -> {
            adapt(online, 2);
            online.snapshot(file);
        });
        byte[] whole = Files.readAllBytes(file);
        with((session, online) -> {
            List<Double> fresh = adapt(online, 3);
            session.reset();
            adapt(online, 1);
            int[] tokens = firstTokens(online, 9);
            Score before = online.score(NOTHING, tokens, SILENT);
            for (int at : new int[] {0, 9, 60, whole.length / 3, whole.length / 2, whole.length - 1}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= 4;
                refuses(online, file, flipped);
                refuses(online, file, Arrays.copyOf(whole, at));
            }
            refuses(online, file, Arrays.copyOf(whole, whole.length + 1));
            assertThatThrownBy(() -> online.restore(directory.resolve("none"))).isInstanceOf(BackendException.class);
            assertThatThrownBy(() -> online.restore(directory)).isInstanceOf(BackendException.class);
            assertThatThrownBy(() -> online.snapshot(directory.resolve("none").resolve("state")))
                    .isInstanceOf(BackendException.class);
            assertThat(online.score(NOTHING, tokens, SILENT)).isEqualTo(before);
            session.reset();
            assertThat(adapt(online, 3)).isEqualTo(fresh);
        });
    }

    /**
     * A snapshot of {@link #openAnother()} is refused by a sentence that names the file and what was wanted, and the
     * session stays as it was.
     */
    @Test
    public void snapshotsOfAnotherTrainerAreRefused() {
        Path file = directory.resolve("state");
        try (Trainer another = openAnother();
                Session session = another.begin(SILENT)) {
            adapt(session.online(), 1);
            session.online().snapshot(file);
        }
        with((session, online) -> {
            int[] tokens = firstTokens(online, 9);
            Score before = online.score(NOTHING, tokens, SILENT);
            assertThatThrownBy(() -> online.restore(file))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("wanted");
            assertThat(online.score(NOTHING, tokens, SILENT)).isEqualTo(before);
        });
    }

    /** Calls with a cancelled control throw before they score or learn. */
    @Test
    public void cancelledCallsChangeNothing() {
        with((session, online) -> {
            int[] tokens = firstTokens(online, 9);
            adapt(online, 2);
            Score before = online.score(NOTHING, tokens, SILENT);
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> online.score(NOTHING, tokens, cancelled))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> online.train(1, NOTHING, tokens, cancelled))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> online.scoreAndTrain(1, NOTHING, tokens, cancelled))
                    .isInstanceOf(CancellationException.class);
            assertThat(online.score(NOTHING, tokens, SILENT)).isEqualTo(before);
        });
    }

    /** Every call on a closed session is refused, through an {@link Trainer.Online} that was taken before as well. */
    @Test
    public void closedSessionsRefuse() {
        Path file = directory.resolve("state");
        try (Trainer trainer = open()) {
            Session session = trainer.begin(SILENT);
            Online online = session.online();
            int[] tokens = firstTokens(online, 4);
            online.snapshot(file);
            session.close();
            assertThatThrownBy(session::online).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> online.score(NOTHING, tokens, SILENT)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> online.train(1, NOTHING, tokens, SILENT))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> online.decay(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> online.restore(file)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> online.snapshot(file)).isInstanceOf(IllegalStateException.class);
        }
    }

    private void with(BiConsumer<Session, Online> test) {
        try (Trainer trainer = open();
                Session session = trainer.begin(SILENT)) {
            test.accept(session, session.online());
        }
    }

    private static void refuses(Online online, Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        assertThatThrownBy(() -> online.restore(file))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining(file.toString());
    }

    /** Score and loss of so many segments, each learned after it was scored. */
    private static List<Double> adapt(Online online, int segments) {
        List<Double> numbers = new ArrayList<>();
        walk(online, segments, (context, segment) -> {
            numbers.add(online.score(context, segment, SILENT).bits());
            numbers.add(online.train(1, context, segment, SILENT).loss());
        });
        return numbers;
    }

    private static void walk(Online online, int segments, BiConsumer<int[], int[]> visitor) {
        int[] tokens = online.tokens(ScoringContract.A + ScoringContract.B);
        for (int i = 0; i < segments; i++) {
            int[] segment = Arrays.copyOfRange(tokens, 6 * i, 6 * i + 6);
            visitor.accept(textUntil(online, tokens, 6 * i), segment);
        }
    }

    /** The prefix and the tokens before one. */
    private static int[] textUntil(Online online, int[] tokens, int end) {
        int[] text = new int[end + 1];
        text[0] = online.prefix();
        System.arraycopy(tokens, 0, text, 1, end);
        return text;
    }

    private static int[] firstTokens(Online online, int count) {
        return cycled(online, ScoringContract.A, count);
    }

    private static int[] cycled(Online online, String text, int count) {
        int[] tokens = online.tokens(text);
        int[] cycled = new int[count];
        Arrays.setAll(cycled, i -> tokens[i % tokens.length]);
        return cycled;
    }
}
