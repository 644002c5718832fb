package org.ttt4j.app;

import java.util.List;
import java.util.Optional;

/**
 * One index of a benchmark. Thread-safe.
 *
 * @param name as the user wrote it: {@code exact}, {@code exact:float16}, {@code exact:int8}, or a factory text of FAISS
 * @param backend id
 * @param key setting that the name stands for, without {@code ttt.index.<backend>}
 * @param value of that setting
 */
record BenchedIndex(String name, String backend, String key, String value) {

    private static final String EXACT = "exact";

    /** Reads what a user wrote. */
    static BenchedIndex parse(String name) {
        if (name.equals(EXACT) || name.startsWith(EXACT + ":")) {
            String storage = name.equals(EXACT) ? "float32" : name.substring(EXACT.length() + 1);
            return new BenchedIndex(name, EXACT, "storage", storage);
        }
        return new BenchedIndex(name, "faiss", "factory", name);
    }

    /** Keys of the configuration that make the backend this index, with so many threads. */
    List<Shorthand> settings(int threads) {
        String path = Slot.INDEX.path(backend) + ".";
        return List.of(
                new Shorthand("--factory", Slot.INDEX.useKey(), backend),
                new Shorthand("--factory", path + key, value),
                new Shorthand("--threads", path + "threads", String.valueOf(threads)));
    }

    /** Bytes that a search of one query reads if it scans everything, if it does. */
    Optional<Double> scannedBytes(long count, int dimension) {
        double components = (double) count * dimension;
        return switch (name) {
            case "Flat", EXACT, "exact:float32" -> Optional.of(4 * components);
            case "exact:float16" -> Optional.of(2 * components);
            case "exact:int8" -> Optional.of(components);
            default -> Optional.empty();
        };
    }
}
