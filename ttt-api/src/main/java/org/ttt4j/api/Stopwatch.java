package org.ttt4j.api;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up wall-clock time per stage. Confined to one thread. */
final class Stopwatch {

    enum Stage {
        EMBED,
        SEARCH,
        SELECT,
        TRAIN,
        SCORE,
        RESET
    }

    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);

    <T> T time(Stage stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.merge(stage, System.nanoTime() - start, Long::sum);
        }
    }

    Adaptation.Seconds seconds() {
        return new Adaptation.Seconds(
                of(Stage.EMBED), of(Stage.SEARCH), of(Stage.SELECT), of(Stage.TRAIN), of(Stage.SCORE), of(Stage.RESET));
    }

    private double of(Stage stage) {
        return nanos.getOrDefault(stage, 0L) / 1e9;
    }
}
