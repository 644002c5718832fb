package org.ttt4j.train.tf;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;

/**
 * The right to run a TensorFlow session, which can be ended from any thread: the end waits for the run in progress, and
 * there is none after it. Runs of one lease follow each other, those of several go on side by side as far as there are
 * turns. Thread-safe.
 */
final class Lease {

    /** Says that the session that had the lease is closed. */
    static final class Ended extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        Ended() {
            super("TensorFlowSession is closed");
        }
    }

    /** All kernels in the one thread of TensorFlow's pool, whose memory the next run finds warm. */
    private static final RunOptions IN_THE_POOL =
            RunOptions.newBuilder().setInterOpThreadPool(0).build();

    /** All kernels in the calling thread: the others have theirs. */
    private static final RunOptions IN_THIS_THREAD =
            RunOptions.newBuilder().setInterOpThreadPool(-1).build();

    private final Session session;
    private final Semaphore turns;
    private final RunOptions where;
    private final ReentrantLock running = new ReentrantLock();
    private boolean ended;

    /** The only right to a session. */
    Lease(Session session) {
        this(session, new Semaphore(1), true);
    }

    /**
     * A right to a session.
     *
     * @param turns as many as runs can go on at once, shared by all who have such a right
     * @param alone whether that is one
     */
    Lease(Session session, Semaphore turns, boolean alone) {
        this.session = session;
        this.turns = turns;
        where = alone ? IN_THE_POOL : IN_THIS_THREAD;
    }

    /** Prepares a run. */
    Session.Runner runner() {
        return session.runner().setOptions(where);
    }

    /**
     * Runs what was prepared.
     *
     * @throws Ended if the lease has ended
     */
    Result run(Session.Runner prepared) {
        running.lock();
        try {
            if (ended) {
                throw new Ended();
            }
            turns.acquireUninterruptibly();
            try {
                return prepared.run();
            } finally {
                turns.release();
            }
        } finally {
            running.unlock();
        }
    }

    /** No run begins any more; returns when none is in progress. Idempotent. */
    void end() {
        running.lock();
        try {
            ended = true;
        } finally {
            running.unlock();
        }
    }
}
