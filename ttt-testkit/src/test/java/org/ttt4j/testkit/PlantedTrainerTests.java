package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/** Broken trainers, and the contract methods that notice. */
class PlantedTrainerTests {

    /** A model that opens in milliseconds: some of these contracts open it eighty times. */
    private static final BytesSettings SMALL = new BytesSettings(128, 2, 64, 0.3, 2);

    @Test
    void healthyOnePasses() {
        assertThat(Planted.failuresOf(Healthy.class)).isEmpty();
    }

    /** The reference code's partial reset: weights go back, the optimizer's moments stay. */
    @Test
    void resetKeepsMoments() {
        assertThat(Planted.failuresOf(KeepsMoments.class))
                .containsExactly(
                        "callsAddUp",
                        "cancelBetweenStepsLeavesBaseWeights",
                        "momentsDoNotLeakAcrossResets",
                        "momentsDoNotLeakAcrossSessions",
                        "resetIsBitExact");
    }

    @Test
    void resetDoesNothing() {
        assertThat(Planted.failuresOf(NeverResets.class))
                .containsExactly(
                        "callsAddUp", "momentsDoNotLeakAcrossResets", "resetIsBitExact", "stepsCarryIdsAndIndices");
    }

    @Test
    void cancellationLeavesWhatWasLearned() {
        assertThat(Planted.failuresOf(StopsHalfway.class)).containsExactly("cancelBetweenStepsLeavesBaseWeights");
    }

    @Test
    void overlappingWindowsCountedTwice() {
        assertThat(Planted.failuresOf(CountsWindowsTwice.class))
                .containsExactly("tokenScoresAddUpToTheScore", "windowedScoreCountsEachTokenOnce");
    }

    @Test
    void bitsOfOverlappingWindowsCountedTwice() {
        assertThat(Planted.failuresOf(CountsBitsTwice.class))
                .containsExactly("tokenScoresAddUpToTheScore", "windowedScoreCountsEachTokenOnce");
    }

    @Test
    void charactersForBytes() {
        assertThat(Planted.failuresOf(CountsCharacters.class))
                .containsExactly("scoreCountsUtf8Bytes", "tokenScoresAddUpToTheScore");
    }

    @Test
    void gradientWithTheWrongSign() {
        assertThat(Planted.failuresOf(Climbs.class)).containsExactly("lossFallsOnARepeatedText");
    }

    @Test
    void anyNumberOfSessions() {
        assertThat(Planted.failuresOf(NeverWaits.class))
                .containsExactly("secondSessionWaitsAtMaxSessions", "waitingForASessionCanBeCancelled");
    }

    /** An off-by-one in the windows of ranking alone. */
    @Test
    void ranksOfTheNextPlace() {
        assertThat(Planted.failuresOf(RanksTheNextPlace.class)).containsExactly("rankedTokensAreTheScoredTokens");
    }

    @Test
    void tokensThatAStopTextHasCutOff() {
        assertThat(Planted.failuresOf(KeepsCutTokens.class)).containsExactly("generatedTokensMakeTheText");
    }

    private static Trainer healthy() {
        return new BytesTrainer(SMALL);
    }

    /** Hands everything on; the bugs override one method each. */
    static class WrappedSession implements Trainer.Session {
        final Trainer.Session healthy;

        WrappedSession(Trainer.Session healthy) {
            this.healthy = healthy;
        }

        @Override
        public List<Score> score(List<String> texts, RunControl control) {
            List<Score> scores = healthy.score(texts, control);
            List<Score> changed = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                changed.add(changed(texts.get(i), scores.get(i)));
            }
            return changed;
        }

        Score changed(String text, Score right) {
            return right;
        }

        @Override
        public List<Step> train(long[] ids, List<String> texts, RunControl control) {
            return healthy.train(ids, texts, control);
        }

        @Override
        public String generate(String prompt, GenerateOptions options, RunControl control) {
            return healthy.generate(prompt, options, control);
        }

        @Override
        public String generate(String prompt, GenerateOptions options, RunControl control, Consumer<String> listener) {
            return healthy.generate(prompt, options, control, listener);
        }

        @Override
        public List<TokenScore> scoreTokens(String text, RunControl control) {
            return healthy.scoreTokens(text, control);
        }

        @Override
        public List<TokenRanking> rankTokens(String text, int most, RunControl control) {
            return healthy.rankTokens(text, most, control);
        }

        @Override
        public Generated generateTokens(
                String prompt, GenerateOptions options, int most, RunControl control, Consumer<String> listener) {
            return healthy.generateTokens(prompt, options, most, control, listener);
        }

        @Override
        public void reset() {
            healthy.reset();
        }

        @Override
        public void close() {
            healthy.close();
        }
    }

    /** A contract over a trainer whose sessions {@link #plant} spoils. */
    abstract static class WithBug extends TrainerContract {

        abstract Trainer.Session plant(Trainer.Session healthy);

        @Override
        protected Trainer open() {
            Trainer healthy = healthy();
            return new Trainer() {
                @Override
                public Traits traits() {
                    return healthy.traits();
                }

                @Override
                public Session begin(RunControl control) {
                    return plant(healthy.begin(control));
                }

                @Override
                public void close() {
                    healthy.close();
                }
            };
        }
    }

    static class Healthy extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy);
        }
    }

    static class NeverResets extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                private boolean closed;

                @Override
                public void reset() {
                    if (closed) {
                        throw new IllegalStateException("closed");
                    }
                }

                @Override
                public void close() {
                    closed = true;
                    healthy.close();
                }
            };
        }
    }

    static class StopsHalfway extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                public List<Step> train(long[] ids, List<String> texts, RunControl control) {
                    if (ids.length != texts.size()) {
                        return healthy.train(ids, texts, control);
                    }
                    List<Step> steps = new ArrayList<>();
                    for (int i = 0; i < ids.length; i++) {
                        control.checkCancelled();
                        RunControl deaf = RunControl.reportingTo(control::report); // knows of no cancellation
                        steps.addAll(healthy.train(new long[] {ids[i]}, List.of(texts.get(i)), deaf));
                    }
                    return steps;
                }
            };
        }
    }

    static class RanksTheNextPlace extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                public List<TokenRanking> rankTokens(String text, int most, RunControl control) {
                    List<TokenRanking> right = healthy.rankTokens(text, most, control);
                    List<TokenRanking> shifted = new ArrayList<>();
                    for (int i = 0; i < right.size(); i++) {
                        shifted.add(new TokenRanking(
                                right.get(i).token(),
                                right.get(Math.min(i + 1, right.size() - 1)).best()));
                    }
                    return shifted;
                }
            };
        }
    }

    static class KeepsCutTokens extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                public Generated generateTokens(
                        String prompt,
                        GenerateOptions options,
                        int most,
                        RunControl control,
                        Consumer<String> listener) {
                    Generated right = healthy.generateTokens(prompt, options, most, control, listener);
                    List<TokenRanking> all = healthy.generateTokens(
                                    prompt, options.withStop(), most, control, piece -> {})
                            .tokens();
                    return new Generated(right.text(), all, right.cut());
                }
            };
        }
    }

    static class CountsWindowsTwice extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                Score changed(String text, Score right) {
                    long surplus = right.tokens() > SMALL.contextTokens() ? 1 : 0;
                    return new Score(right.bits(), right.bytes(), right.tokens() + surplus);
                }
            };
        }
    }

    static class CountsBitsTwice extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                Score changed(String text, Score right) {
                    return new Score(
                            right.tokens() > SMALL.contextTokens() ? 5 * right.bits() : right.bits(),
                            right.bytes(),
                            right.tokens());
                }
            };
        }
    }

    static class CountsCharacters extends WithBug {
        @Override
        Trainer.Session plant(Trainer.Session healthy) {
            return new WrappedSession(healthy) {
                @Override
                Score changed(String text, Score right) {
                    return new Score(right.bits(), text.length(), right.tokens());
                }
            };
        }
    }

    static class NeverWaits extends TrainerContract {
        @Override
        protected Trainer open() {
            Trainer many = new BytesTrainer(new BytesSettings(128, 2, 64, 0.3, 64));
            return new Trainer() {
                @Override
                public Traits traits() {
                    Traits right = many.traits();
                    return new Traits(
                            right.model(),
                            right.contextTokens(),
                            right.parameters(),
                            2,
                            right.device(),
                            right.fingerprint());
                }

                @Override
                public Session begin(RunControl control) {
                    return many.begin(control);
                }

                @Override
                public void close() {
                    many.close();
                }
            };
        }
    }

    static class Climbs extends TrainerContract {
        @Override
        protected Trainer open() {
            return new BytesTrainer(new BytesSettings(128, 2, 64, -0.3, 2));
        }
    }

    /** One model for all sessions, whose copy takes the weights and not the sums of squares. */
    static class KeepsMoments extends TrainerContract {
        @Override
        protected Trainer open() {
            BytesSettings settings = new BytesSettings(128, 2, 64, 0.3, 1);
            ByteModel base = new ByteModel(settings);
            int[] text = ByteTokens.withEnds("The boats of the harbour and the rice of the returning river.");
            base.step(text, 0, text.length);
            ByteModel shared = new ByteModel(settings) {
                @Override
                void copyFrom(ByteModel other) {
                    System.arraycopy(other.weights(), 0, weights(), 0, weights().length);
                }
            };
            Trainer slots = new BytesTrainer(settings);
            return new Trainer() {
                @Override
                public Traits traits() {
                    return slots.traits();
                }

                @Override
                public Session begin(RunControl control) {
                    Session slot = slots.begin(control);
                    return new BytesSession(settings.contextTokens(), "", base, shared, slot::close);
                }

                @Override
                public void close() {
                    slots.close();
                }
            };
        }
    }
}
