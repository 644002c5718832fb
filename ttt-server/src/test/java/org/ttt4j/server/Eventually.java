package org.ttt4j.server;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does. */
final class Eventually {

    private Eventually() {}

    static void holds(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        }
    }
}
