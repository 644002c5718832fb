package org.ttt4j.index.exact;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Calls run side by side; closing waits for them and happens once. Thread-safe. */
final class Gate {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Runnable closing;
    private boolean closed;

    Gate(Runnable closing) {
        this.closing = closing;
    }

    /** Runs a call, or refuses it when closed. */
    <T> T call(Supplier<T> work) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("ExactIndex is closed");
            }
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closing.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
