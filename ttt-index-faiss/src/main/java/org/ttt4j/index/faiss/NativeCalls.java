package org.ttt4j.index.faiss;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.ttt4j.index.faiss.bindings.Faiss;

/**
 * Calls into FAISS of the whole process. OpenBLAS 0.3.21 can wait for one of its own threads for ever when the process
 * exits while that thread works, so before an exit its threads are given up and the calls under way are waited for, a
 * moment at most. Thread-safe.
 */
final class NativeCalls {

    private static final int SECONDS_AT_EXIT = 2;
    private static final ReentrantReadWriteLock UNDER_WAY = new ReentrantReadWriteLock();

    private static boolean hooked;

    private NativeCalls() {}

    /** Runs a call that may use OpenBLAS. */
    static <T> T run(Supplier<T> call) {
        UNDER_WAY.readLock().lock();
        try {
            return call.get();
        } finally {
            UNDER_WAY.readLock().unlock();
        }
    }

    /** Sets the threads of OpenBLAS for the process; the library must be loaded. */
    static synchronized void blasThreads(int threads) {
        Faiss.blas_threads(threads);
        if (threads > 1 && !hooked) {
            hooked = true;
            Runtime.getRuntime().addShutdownHook(new Thread(NativeCalls::settle, "ttt-faiss-exit"));
        }
    }

    private static void settle() {
        Faiss.blas_threads(1);
        try {
            if (UNDER_WAY.writeLock().tryLock(SECONDS_AT_EXIT, TimeUnit.SECONDS)) {
                UNDER_WAY.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
