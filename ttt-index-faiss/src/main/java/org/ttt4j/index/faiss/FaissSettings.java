package org.ttt4j.index.faiss;

import org.ttt4j.api.Settings;

/**
 * Settings below {@code ttt.index.faiss}; {@code reference.conf} explains them. Thread-safe.
 *
 * @param factory text for FAISS's index_factory, used when building
 * @param shards how many files the vectors are spread over when building, at least 1
 * @param parameters what searches are told
 * @param mmap whether inverted lists stay in the file, mapped into memory
 * @param efConstruction candidates an HNSW graph keeps while building, at least 1
 * @param threads OpenMP threads of one call, 0 for one per processor
 * @param blasThreads OpenBLAS threads, at least 1; the whole process shares them
 * @param variant which build of the native library
 * @param device where searches run
 */
record FaissSettings(
        String factory,
        int shards,
        Parameters parameters,
        boolean mmap,
        int efConstruction,
        int threads,
        int blasThreads,
        FaissVariant variant,
        Device device) {

    private static final int MOST_THREADS = 1024;
    private static final int MOST_SHARDS = 1000;
    private static final int MOST_CANDIDATES = 1 << 24;

    static FaissSettings from(Settings settings) {
        String factory = settings.string("factory", "Flat").strip();
        FactoryText.problem(factory).ifPresent(problem -> {
            throw settings.refuse("factory", problem);
        });
        return new FaissSettings(
                factory,
                settings.integer("shards", 1, 1, MOST_SHARDS),
                Parameters.from(settings),
                settings.flag("mmap", false),
                settings.integer("ef-construction", 40, 1, MOST_CANDIDATES),
                settings.integer("threads", 0, 0, MOST_THREADS),
                settings.integer("blas-threads", 1, 1, MOST_THREADS),
                settings.choice("variant", FaissVariant.AUTO),
                Device.from(settings));
    }

    /** OpenBLAS threads while building, which is one long matrix product for an index with lists. */
    int buildThreads() {
        return Math.max(
                blasThreads, threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    /** All that decides an index of so many vectors besides the vectors: their number decides the sample, too. */
    String recipe(long size) {
        return factory + "; efConstruction " + efConstruction + "; of " + size + " in " + shards;
    }
}
