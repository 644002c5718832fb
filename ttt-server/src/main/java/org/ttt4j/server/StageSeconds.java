package org.ttt4j.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up wall-clock time by the name of a stage. Confined to one thread. */
final class StageSeconds {

    private final Map<String, Double> seconds = new LinkedHashMap<>();

    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            add(stage, (System.nanoTime() - start) / 1e9);
        }
    }

    void add(String stage, double more) {
        seconds.merge(stage, more, Double::sum);
    }

    Map<String, Double> values() {
        return seconds;
    }

    void write(ObjectNode to) {
        seconds.forEach((stage, value) -> to.put(stage, Math.round(value * 1e6) / 1e6));
    }
}
