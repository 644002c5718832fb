package org.ttt4j.api;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Opening all or nothing: what was pushed is closed in reverse unless {@link #keep} hands it over. Confined to one
 * thread.
 */
public final class Undo implements AutoCloseable {

    private final Deque<AutoCloseable> acquired = new ArrayDeque<>();

    /** An empty stack. */
    public Undo() {}

    /**
     * Remembers a resource that was just acquired.
     *
     * @param <T> its type
     * @param resource just acquired
     * @return the same resource
     */
    public <T extends AutoCloseable> T push(T resource) {
        acquired.push(resource);
        return resource;
    }

    /**
     * The whole was opened: nothing is undone any more.
     *
     * @param <T> its type
     * @param whole what owns the resources from now on
     * @return the same whole
     */
    public <T> T keep(T whole) {
        acquired.clear();
        return whole;
    }

    /** Closes what is left, last acquired first; later failures are attached to the first. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!acquired.isEmpty()) {
            try {
                acquired.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e instanceof RuntimeException unchecked
                            ? unchecked
                            : new IllegalStateException("closing failed: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
