package org.ttt4j.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up wall-clock time per stage of reading a stream. Confined to one thread. */
final class OnlineClock {

    enum Stage {
        READ,
        BASE,
        ONLINE,
        RECALL,
        PROBE
    }

    private final OnlineState.Seconds before;
    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    /** A clock that goes on from what an earlier run took. */
    OnlineClock(OnlineState.Seconds before) {
        this.before = before;
    }

    <T> T time(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.merge(stage, System.nanoTime() - start, Long::sum);
        }
    }

    OnlineState.Seconds seconds() {
        return new OnlineState.Seconds(
                before.read() + of(Stage.READ),
                before.base() + of(Stage.BASE),
                before.online() + of(Stage.ONLINE),
                before.recall() + of(Stage.RECALL),
                before.probe() + of(Stage.PROBE));
    }

    private double of(Stage stage) {
        return nanos.getOrDefault(stage, 0L) / 1e9;
    }
}
