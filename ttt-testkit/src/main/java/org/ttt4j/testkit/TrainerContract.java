package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Session;

/**
 * What every {@link Trainer} does; the test names, those inherited from {@link ScoringContract} and {@link
 * SessionsContract} included, are the specification. Equalities are of doubles, bit for bit: adapting must leave no
 * trace. Extend it, implement {@link #open()} with a small model, add what is special. Confined to one thread.
 */
public abstract class TrainerContract extends SessionsContract {

    /** For subclasses. */
    protected TrainerContract() {}

    /** {@return how often the same text is trained on until its loss must have fallen, at least 2} */
    protected int repetitions() {
        return 8;
    }

    /** Training on a text changes its score. */
    @Test
    public void trainingChangesTheScore() {
        with(session -> {
            Score before = score(session, A);
            assertThat(train(session, A)).isNotEmpty();
            assertThat(score(session, A).bits()).isNotEqualTo(before.bits());
        });
    }

    /** After {@link #repetitions()} passes over a text its loss and its bits are lower than before. */
    @Test
    public void lossFallsOnARepeatedText() {
        with(session -> {
            double before = score(session, A).bits();
            double first = Double.NaN;
            double last = Double.NaN;
            for (int pass = 0; pass < repetitions(); pass++) {
                last = meanLoss(train(session, A));
                first = pass == 0 ? last : first;
            }
            assertThat(last)
                    .as("loss of pass %d against the first", repetitions())
                    .isLessThan(first);
            assertThat(score(session, A).bits())
                    .as("bits of the text trained on")
                    .isLessThan(before);
        });
    }

    /** After a reset scores are those of the base weights, and the same training gives the same losses and scores. */
    @Test
    public void resetIsBitExact() {
        with(session -> {
            List<Score> before = session.score(List.of(A, B), RunControl.silent());
            List<Step> first = train(session, A);
            Score trained = score(session, A);
            session.reset();
            assertThat(session.score(List.of(A, B), RunControl.silent()))
                    .as("scores after reset")
                    .isEqualTo(before);
            assertThat(losses(train(session, A)))
                    .as("losses of the same training after reset")
                    .isEqualTo(losses(first));
            assertThat(score(session, A))
                    .as("score of the same training after reset")
                    .isEqualTo(trained);
            assertThat(trained).as("training had an effect").isNotEqualTo(before.get(0));
        });
    }

    /** What was trained before a reset leaves nothing in the optimizer that changes later training. */
    @Test
    public void momentsDoNotLeakAcrossResets() {
        with(session -> {
            train(session, B);
            train(session, B);
            Score alone = score(session, B);
            session.reset();
            train(session, A);
            session.reset();
            train(session, B);
            train(session, B);
            assertThat(score(session, B)).as("B alone against B after A").isEqualTo(alone);
        });
    }

    /** What another session trained leaves nothing in the optimizer that changes later training. */
    @Test
    public void momentsDoNotLeakAcrossSessions() {
        try (Trainer trainer = open()) {
            Score alone = trained(trainer, B, B);
            Score other = trained(trainer, A, A, A);
            assertThat(trained(trainer, B, B))
                    .as("B alone against B after a session with A")
                    .isEqualTo(alone);
            assertThat(other).as("A and B differ").isNotEqualTo(alone);
        }
    }

    /** Training on A and then on B gives the losses and scores of training on both in one call. */
    @Test
    public void callsAddUp() {
        with(session -> {
            List<Double> apart = new ArrayList<>(losses(train(session, A)));
            apart.addAll(losses(train(session, B)));
            Score afterBoth = score(session, C);
            session.reset();
            List<Step> once = session.train(new long[] {1, 2}, List.of(A, B), RunControl.silent());
            assertThat(losses(once)).isEqualTo(apart);
            assertThat(score(session, C)).isEqualTo(afterBoth);
        });
    }

    /** A then B does not give what B then A gives: otherwise the steps would not be taken one after the other. */
    @Test
    public void orderOfTrainingMatters() {
        try (Trainer trainer = open()) {
            assertThat(trained(trainer, A, B)).isNotEqualTo(trained(trainer, B, A));
        }
    }

    /**
     * Steps carry the ids of their texts in training order, count from 0 since the last reset, take time, and are
     * reported as progress, each once.
     */
    @Test
    public void stepsCarryIdsAndIndices() {
        with(session -> {
            List<Step> reported = new ArrayList<>();
            RunControl control = RunControl.reportingTo(event -> {
                if (event instanceof Progress.Stepped stepped) {
                    reported.add(stepped.step());
                }
            });
            List<Step> steps = new ArrayList<>(session.train(new long[] {7, 3}, List.of(A, B), control));
            steps.addAll(session.train(new long[] {7}, List.of(C), control));
            assertThat(steps).hasSizeGreaterThanOrEqualTo(3);
            for (int i = 0; i < steps.size(); i++) {
                assertThat(steps.get(i).index()).as("index of step %d", i).isEqualTo(i);
                assertThat(steps.get(i).elapsed()).isPositive();
            }
            assertThat(withoutRepetition(steps)).as("ids in training order").containsExactly(7L, 3L, 7L);
            assertThat(reported).as("steps reported as progress").isEqualTo(steps);
            session.reset();
            assertThat(train(session, A).get(0).index()).as("index after reset").isZero();
        });
    }

    /** A text three times as long as the context gives at least three steps. */
    @Test
    public void longTextsMakeSeveralSteps() {
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            int words = 3 * trainer.traits().contextTokens(); // a word is at least one token
            assertThat(train(session, "green ".repeat(words))).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    /** No text and an empty text give no step and change no score. */
    @Test
    public void trainingOnNothingChangesNothing() {
        with(session -> {
            Score before = score(session, A);
            assertThat(session.train(new long[0], List.of(), RunControl.silent()))
                    .isEmpty();
            assertThat(session.train(new long[] {4}, List.of(""), RunControl.silent()))
                    .isEmpty();
            assertThat(score(session, A)).isEqualTo(before);
        });
    }

    /** More texts than ids are refused before anything is learned. */
    @Test
    public void unequalNumbersOfIdsAndTextsAreRefused() {
        with(session -> {
            Score before = score(session, A);
            assertThatThrownBy(() -> session.train(new long[] {1}, List.of(A, B), RunControl.silent()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(score(session, A)).isEqualTo(before);
        });
    }

    /** Cancelled after its first step, training takes no second one and leaves base weights and a fresh optimizer. */
    @Test
    public void cancelBetweenStepsLeavesBaseWeights() {
        with(session -> {
            Score before = score(session, A);
            List<Double> fresh = lossesOfTwoPasses(session);
            session.reset();
            List<Step> seen = new ArrayList<>();
            RunControl[] control = new RunControl[1];
            control[0] = RunControl.reportingTo(event -> {
                if (event instanceof Progress.Stepped stepped) {
                    seen.add(stepped.step());
                    control[0].cancel();
                }
            });
            assertThatThrownBy(() -> session.train(new long[] {1, 2, 3}, List.of(A, B, C), control[0]))
                    .isInstanceOf(CancellationException.class);
            assertThat(seen).as("steps before the check").hasSize(1);
            assertThat(score(session, A)).as("score after cancelling").isEqualTo(before);
            assertThat(lossesOfTwoPasses(session)).as("losses after cancelling").isEqualTo(fresh);
        });
    }

    private static Score trained(Trainer trainer, String... texts) {
        try (Session session = trainer.begin(RunControl.silent())) {
            for (String text : texts) {
                assertThat(train(session, text)).isNotEmpty();
            }
            return score(session, C);
        }
    }

    /** The second pass also tells whether the optimizer's state was fresh: a loss is taken before its update. */
    private static List<Double> lossesOfTwoPasses(Session session) {
        List<Double> losses = new ArrayList<>(losses(train(session, A)));
        losses.addAll(losses(train(session, A)));
        return losses;
    }

    private static List<Double> losses(List<Step> steps) {
        return steps.stream().map(Step::loss).toList();
    }

    private static double meanLoss(List<Step> steps) {
        return steps.stream().mapToDouble(Step::loss).average().orElseThrow();
    }

    private static List<Long> withoutRepetition(List<Step> steps) {
        List<Long> ids = new ArrayList<>();
        for (Step step : steps) {
            if (ids.isEmpty() || ids.get(ids.size() - 1) != step.neighborId()) {
                ids.add(step.neighborId());
            }
        }
        return ids;
    }
}
