package org.ttt4j.select;

/** In which order candidates are picked. Confined to one thread. */
@FunctionalInterface
interface Order {

    /** {@link #next()} of an order that has come to its end. */
    int NONE = -1;

    /** The next pick in [0, K), or {@link #NONE}. What was picked before has been observed meanwhile. */
    int next();
}
