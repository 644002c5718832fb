package org.ttt4j.app;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The wish to end early. The first signal cancels the running work, so that the main thread unwinds, removes temporary
 * files and closes backends before any shutdown hook runs (a native call in flight at that moment could crash the
 * process); the second ends the process at once. Thread-safe.
 */
final class Stop {

    private static final int SIGINT_CODE = 130;
    private static final int SIGTERM_CODE = 143;

    private final List<Runnable> listeners = new ArrayList<>();
    private int exitCode;

    /** A stop that only {@link #request} trips. */
    Stop() {}

    /** A stop that SIGINT and SIGTERM trip. */
    static Stop onSignals() {
        Stop stop = new Stop();
        stop.handle("INT", SIGINT_CODE);
        stop.handle("TERM", SIGTERM_CODE);
        return stop;
    }

    /** Runs {@code listener} when the stop is requested, at once if it was already. */
    synchronized void onRequest(Runnable listener) {
        listeners.add(listener);
        if (exitCode != 0) {
            listener.run();
        }
    }

    /**
     * Asks for the end.
     *
     * @param code exit code that the process shall end with
     * @return whether this was the first request
     */
    synchronized boolean request(int code) {
        boolean first = exitCode == 0;
        if (first) {
            exitCode = code;
            listeners.forEach(Runnable::run);
        }
        return first;
    }

    /** The exit code asked for, or 0 when nobody asked. */
    synchronized int exitCode() {
        return exitCode;
    }

    /** Throws if the end was requested. */
    void check() {
        if (exitCode() != 0) {
            throw new CancellationException("cancelled");
        }
    }

    // There is no supported way to work before the shutdown hooks run. sun.misc.Signal has been there since Java 1.1,
    // in
    // the module jdk.unsupported; by reflection because javac warns about each use of its name, which -Werror refuses.
    private void handle(String name, int code) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object halting = Proxy.newProxyInstance(
                    Stop.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.getName().equals("equals") ? proxy == args[0] : name.hashCode();
                        }
                        if (!request(code)) {
                            Runtime.getRuntime().halt(code);
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), halting);
        } catch (ReflectiveOperationException unavailable) {
            throw new IllegalStateException("this Java cannot handle SIG" + name + ": " + unavailable, unavailable);
        }
    }
}
