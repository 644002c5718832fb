package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Online;

/** Sessions that are broken along a stream, and the contract methods that notice. */
class PlantedOnlineTests {

    @Test
    void healthyOnePasses() {
        assertThat(Planted.failuresOf(Healthy.class)).isEmpty();
    }

    /** The leak that dynamic evaluation must not have. */
    @Test
    void scoreAfterTheStep() {
        assertThat(Planted.failuresOf(TrainsFirst.class)).containsExactly("scoreAndTrainIsOneAfterTheOther");
    }

    @Test
    void contextLearnedToo() {
        assertThat(Planted.failuresOf(LearnsTheContext.class)).containsExactly("stepsLearnTheSegmentAndTellItsLoss");
    }

    @Test
    void decayOfWhatIsLeft() {
        assertThat(Planted.failuresOf(KeepsTheShare.class)).containsExactly("decayPullsTowardsTheBase");
    }

    @Test
    void snapshotsWithoutMoments() {
        assertThat(Planted.failuresOf(ForgetsMoments.class)).containsExactly("aSnapshotContinuesBitForBit");
    }

    /** Hands everything on; the bugs override one method each. */
    static class Wrapped implements Online {
        final Online healthy;

        Wrapped(Online healthy) {
            this.healthy = healthy;
        }

        @Override
        public int[] tokens(String text) {
            return healthy.tokens(text);
        }

        @Override
        public int prefix() {
            return healthy.prefix();
        }

        @Override
        public long trainedParameters() {
            return healthy.trainedParameters();
        }

        @Override
        public Score score(int[] context, int[] segment, RunControl control) {
            return healthy.score(context, segment, control);
        }

        @Override
        public Step train(long id, int[] context, int[] segment, RunControl control) {
            return healthy.train(id, context, segment, control);
        }

        @Override
        public void decay(double share) {
            healthy.decay(share);
        }

        @Override
        public void snapshot(Path file) {
            healthy.snapshot(file);
        }

        @Override
        public void restore(Path file) {
            healthy.restore(file);
        }
    }

    /** A contract over a trainer whose sessions {@link #plant} spoils. */
    abstract static class WithBug extends OnlineContract {

        abstract Online plant(BytesSession session, Online healthy);

        @Override
        protected Trainer open() {
            return open(0.3);
        }

        @Override
        protected Trainer openAtRateZero() {
            return open(0);
        }

        @Override
        protected Trainer openAnother() {
            return open(0.4);
        }

        private Trainer open(double learningRate) {
            BytesTrainer healthy = new BytesTrainer(new BytesSettings(128, 2, 64, learningRate, 2));
            return new Trainer() {
                @Override
                public Traits traits() {
                    return healthy.traits();
                }

                @Override
                public Session begin(RunControl control) {
                    BytesSession session = (BytesSession) healthy.begin(control);
                    return new PlantedTrainerTests.WrappedSession(session) {
                        @Override
                        public Online online() {
                            return plant(session, session.online());
                        }
                    };
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
        Online plant(BytesSession session, Online healthy) {
            return new Wrapped(healthy);
        }
    }

    static class TrainsFirst extends WithBug {
        @Override
        Online plant(BytesSession session, Online healthy) {
            return new Wrapped(healthy) {
                @Override
                public Scored scoreAndTrain(long id, int[] context, int[] segment, RunControl control) {
                    Step step = train(id, context, segment, control);
                    return new Scored(score(context, segment, control), step);
                }
            };
        }
    }

    static class LearnsTheContext extends WithBug {
        @Override
        Online plant(BytesSession session, Online healthy) {
            return new Wrapped(healthy) {
                @Override
                public Step train(long id, int[] context, int[] segment, RunControl control) {
                    if (segment.length == 0 || context.length + segment.length > 128) {
                        return healthy.train(id, context, segment, control);
                    }
                    int[] all = Arrays.copyOf(context, context.length + segment.length);
                    System.arraycopy(segment, 0, all, context.length, segment.length);
                    return healthy.train(id, new int[0], all, control);
                }
            };
        }
    }

    static class KeepsTheShare extends WithBug {
        @Override
        Online plant(BytesSession session, Online healthy) {
            return new Wrapped(healthy) {
                @Override
                public void decay(double share) {
                    healthy.decay(1 - share);
                }
            };
        }
    }

    static class ForgetsMoments extends WithBug {
        @Override
        Online plant(BytesSession session, Online healthy) {
            return new Wrapped(healthy) {
                @Override
                public void restore(Path file) {
                    healthy.restore(file);
                    Arrays.fill(session.model.squares(), 1);
                }
            };
        }
    }
}
