package org.ttt4j.server;

/**
 * One thing that can be asked for. Thread-safe.
 *
 * @param method {@code GET} (then {@code HEAD} as well) or {@code POST}
 * @param path the whole of it, or with {@code /*} at the end whatever begins so
 * @param open whether it needs no key, and is answered while the server closes
 * @param endpoint what answers
 */
record Route(String method, String path, boolean open, Endpoint endpoint) {

    boolean matches(String asked) {
        return path.endsWith("/*") ? asked.startsWith(path.substring(0, path.length() - 1)) : asked.equals(path);
    }

    /** What follows the path's fixed part. */
    String rest(String asked) {
        return asked.substring(path.length() - 1);
    }
}
