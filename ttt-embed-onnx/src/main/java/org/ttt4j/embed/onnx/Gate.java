package org.ttt4j.embed.onnx;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Lets calls in until it is closed; closing waits for those inside. Thread-safe. */
final class Gate {

    // Fair, so that a stream of calls cannot keep close waiting for ever.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final String name;
    private boolean closed;

    /**
     * An open gate.
     *
     * @param name what the complaint "NAME is closed" names
     */
    Gate(String name) {
        this.name = name;
    }

    /**
     * Runs a call.
     *
     * @throws IllegalStateException if closed
     */
    <T> T inside(Supplier<T> call) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            return call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Waits for the calls inside, then releases once; later closings only wait for the first.
     *
     * @throws IllegalStateException if called from inside, where it would wait for itself
     */
    void close(Runnable release) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException(name + " was closed by a call that runs in it");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                release.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
