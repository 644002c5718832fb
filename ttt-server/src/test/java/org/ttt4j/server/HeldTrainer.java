package org.ttt4j.server;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/** Another trainer that counts, and that can be held before it trains. Thread-safe. */
final class HeldTrainer implements Trainer {

    private final Trainer trainer;
    private final AtomicInteger trainings = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean silent;
    private volatile boolean afterTheFirst;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    HeldTrainer(Trainer trainer) {
        this.trainer = trainer;
    }

    /** Trainings wait from now on, looking whether they are cancelled. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** The same once their first text is learned, so that the session is no longer at its base. */
    void holdAfterTheFirst() {
        hold();
        afterTheFirst = true;
    }

    /** They go on. */
    void letGo() {
        afterTheFirst = false;
        gate.countDown();
    }

    /** Whether it keeps to itself which tokens it draws, as a trainer may. */
    void silent(boolean now) {
        silent = now;
    }

    /** How often anything was trained. */
    int trainings() {
        return trainings.get();
    }

    /** Sessions that are open. */
    int open() {
        return open.get();
    }

    /** Trainings that are held. */
    int held() {
        return inside.get();
    }

    @Override
    public Traits traits() {
        return trainer.traits();
    }

    @Override
    public Session begin(RunControl control) {
        Session session = trainer.begin(control);
        open.incrementAndGet();
        return new Held(session);
    }

    @Override
    public void close() {
        trainer.close();
    }

    private final class Held implements Session {
        private final Session session;

        Held(Session session) {
            this.session = session;
        }

        @Override
        public List<Score> score(List<String> texts, RunControl control) {
            return session.score(texts, control);
        }

        @Override
        public List<TokenScore> scoreTokens(String text, RunControl control) {
            return session.scoreTokens(text, control);
        }

        @Override
        public List<Step> train(long[] ids, List<String> texts, RunControl control) {
            inside.incrementAndGet();
            try {
                if (afterTheFirst) {
                    session.train(new long[] {ids[0]}, texts.subList(0, 1), control);
                }
                while (!gate.await(5, TimeUnit.MILLISECONDS)) {
                    control.checkCancelled();
                }
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            } finally {
                inside.decrementAndGet();
            }
            trainings.incrementAndGet();
            return session.train(ids, texts, control);
        }

        @Override
        public String generate(String prompt, GenerateOptions options, RunControl control) {
            return session.generate(prompt, options, control);
        }

        @Override
        public String generate(String prompt, GenerateOptions options, RunControl control, Consumer<String> listener) {
            return session.generate(prompt, options, control, listener);
        }

        @Override
        public List<TokenRanking> rankTokens(String text, int most, RunControl control) {
            return session.rankTokens(text, most, control);
        }

        @Override
        public Generated generateTokens(
                String prompt, GenerateOptions options, int most, RunControl control, Consumer<String> listener) {
            return silent
                    ? Session.super.generateTokens(prompt, options, most, control, listener)
                    : session.generateTokens(prompt, options, most, control, listener);
        }

        @Override
        public void save(Path directory, RunControl control) {
            session.save(directory, control);
        }

        @Override
        public Online online() {
            return session.online();
        }

        @Override
        public void reset() {
            session.reset();
        }

        @Override
        public void close() {
            open.decrementAndGet();
            session.close();
        }
    }
}
