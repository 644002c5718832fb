package org.ttt4j.app;

import java.util.Objects;

/**
 * One way to select neighbours, evaluated. Thread-safe.
 *
 * @param name the selector's id
 * @param summary what came out
 */
record Arm(String name, Summary summary) {

    Arm {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(summary, "summary");
    }
}
