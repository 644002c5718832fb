package org.ttt4j.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts open native objects per backend, so that tests can demand zero at the end. A backend keeps one counter,
 * {@link #acquired()} right after a native object was made and {@link #released()} right after it was freed.
 * Thread-safe.
 */
public final class NativeHandles {

    private static final Map<String, NativeHandles> ALL = new ConcurrentHashMap<>();

    private final AtomicLong open = new AtomicLong();

    private NativeHandles() {}

    /**
     * {@return the counter of a backend; the same object for the same id}
     *
     * @param backendId such as {@code faiss}
     */
    public static NativeHandles of(String backendId) {
        return ALL.computeIfAbsent(backendId, id -> new NativeHandles());
    }

    /** {@return the open objects of every backend that ever counted, by id; a copy} */
    public static Map<String, Long> open() {
        Map<String, Long> counts = new TreeMap<>();
        ALL.forEach((id, handles) -> counts.put(id, handles.open.get()));
        return counts;
    }

    /** One more is open. */
    public void acquired() {
        open.incrementAndGet();
    }

    /**
     * One fewer is open.
     *
     * @throws IllegalStateException if more were released than acquired
     */
    public void released() {
        if (open.decrementAndGet() < 0) {
            throw new IllegalStateException("a native object was released twice");
        }
    }

    /** {@return how many are open} */
    public long count() {
        return open.get();
    }
}
