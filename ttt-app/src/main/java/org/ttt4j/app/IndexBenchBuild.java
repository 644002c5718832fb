package org.ttt4j.app;

/**
 * How an index of a benchmark was built, as JSON has it. Thread-safe.
 *
 * @param index as the user wrote it
 * @param description what the backend says of it
 * @param seconds to train, add and write it
 * @param cpuSeconds of all threads of the process meanwhile
 * @param bytes of its files
 * @param peakBytes most memory of the whole process meanwhile, mapped files included; 0 if unknown
 * @param openSeconds to verify and open it, files being in the page cache
 */
record IndexBenchBuild(
        String index,
        String description,
        double seconds,
        double cpuSeconds,
        long bytes,
        long peakBytes,
        double openSeconds) {}
