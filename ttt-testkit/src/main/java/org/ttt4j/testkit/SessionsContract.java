package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Session;
import org.ttt4j.api.Undo;

/** The part of {@link TrainerContract} about opening, sharing and closing; extend that class. Confined to one thread. */
public abstract class SessionsContract extends ScoringContract {

    private static final long MOMENT_MILLIS = 200;

    SessionsContract() {}

    /**
     * Opened again with the same settings, traits and scores are equal; the fingerprint is a SHA-256 in hexadecimal.
     */
    @Test
    public void sameTraitsAfterReopen() {
        Trainer.Traits first;
        Score before;
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            first = trainer.traits();
            before = score(session, A);
        }
        assertThat(first.fingerprint()).as("SHA-256, hexadecimal").matches("[0-9a-f]{64}");
        assertThat(first.parameters()).isPositive();
        assertThat(first.model()).isNotBlank();
        assertThat(first.device()).isNotBlank();
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            assertThat(trainer.traits()).isEqualTo(first);
            assertThat(score(session, A)).isEqualTo(before);
        }
    }

    /** A session begins on the base weights, whatever the one before it learned. */
    @Test
    public void closingASessionIsAReset() {
        try (Trainer trainer = open()) {
            Score before;
            try (Session session = trainer.begin(RunControl.silent())) {
                before = score(session, A);
                train(session, A);
            }
            try (Session session = trainer.begin(RunControl.silent())) {
                assertThat(score(session, A)).isEqualTo(before);
            }
        }
    }

    /** What one session learns does not show in another one that is open; skipped where there is one session only. */
    @Test
    public void openSessionsDoNotDisturbEachOther() {
        try (Trainer trainer = open()) {
            assumeTrue(trainer.traits().maxSessions() > 1, "this trainer has one session");
            try (Session one = trainer.begin(RunControl.silent());
                    Session two = trainer.begin(RunControl.silent())) {
                Score before = score(two, A);
                train(one, A);
                assertThat(score(two, A)).as("the session that did not train").isEqualTo(before);
                assertThat(score(one, A)).as("the session that trained").isNotEqualTo(before);
            }
        }
    }

    /** Sessions that learn the same at the same time score the same; skipped where there is one session only. */
    @Test
    public void parallelSessionsAgree() {
        try (Trainer trainer = open()) {
            int sessions = Math.min(3, trainer.traits().maxSessions());
            assumeTrue(sessions > 1, "this trainer has one session");
            List<Score> scores = Together.run(sessions, thread -> {
                try (Session session = trainer.begin(RunControl.silent())) {
                    train(session, A);
                    train(session, B);
                    return score(session, C);
                }
            });
            assertThat(scores).containsOnly(scores.get(0));
        }
    }

    /**
     * One session more than {@link Trainer.Traits#maxSessions()} waits until another is closed, and begins on the base
     * weights.
     */
    @Test
    public void secondSessionWaitsAtMaxSessions() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Trainer trainer = open();
                Undo open = new Undo()) {
            Session last = trainer.begin(RunControl.silent());
            for (int more = 1; more < trainer.traits().maxSessions(); more++) {
                open.push(trainer.begin(RunControl.silent()));
            }
            Score expected = score(last, A);
            train(last, A);
            Future<Score> waiting = pool.submit(() -> {
                try (Session session = trainer.begin(RunControl.silent())) {
                    return score(session, A);
                }
            });
            sleep();
            assertThat(waiting.isDone())
                    .as("a session beyond maxSessions began")
                    .isFalse();
            last.close();
            assertThat(Together.result(waiting)).isEqualTo(expected);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Cancelling ends the wait for a session. */
    @Test
    public void waitingForASessionCanBeCancelled() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Trainer trainer = open();
                Undo open = new Undo()) {
            for (int i = 0; i < trainer.traits().maxSessions(); i++) {
                open.push(trainer.begin(RunControl.silent()));
            }
            RunControl control = RunControl.silent();
            Future<Session> waiting = pool.submit(() -> trainer.begin(control));
            sleep();
            control.cancel();
            assertThatThrownBy(() -> Together.result(waiting)).isInstanceOf(CancellationException.class);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A closed session refuses to score, train, generate and reset. */
    @Test
    public void closedSessionRefuses() {
        try (Trainer trainer = open()) {
            Session session = trainer.begin(RunControl.silent());
            session.close();
            assertThatThrownBy(() -> score(session, A)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> train(session, A)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> session.generate(A, GenerateOptions.greedy(1), RunControl.silent()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::reset).isInstanceOf(IllegalStateException.class);
        }
    }

    /** Closing sessions and trainers a second time does nothing; the slot is given back once. */
    @Test
    public void closeTwice() {
        Trainer trainer = open();
        Session session = trainer.begin(RunControl.silent());
        assertThat(score(session, A).bits()).isPositive();
        session.close();
        session.close();
        try (Session next = trainer.begin(RunControl.silent())) { // a slot given back twice would be one too many
            assertThat(score(next, A).bits()).isPositive();
        }
        trainer.close();
        trainer.close();
    }

    /** A closed trainer begins no session. */
    @Test
    public void closedTrainerRefuses() {
        Trainer trainer = open();
        trainer.close();
        assertThatThrownBy(() -> trainer.begin(RunControl.silent())).isInstanceOf(IllegalStateException.class);
    }

    private static void sleep() {
        try {
            Thread.sleep(MOMENT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the test was interrupted", interrupted);
        }
    }
}
