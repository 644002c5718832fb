package org.ttt4j.app;

/**
 * How fast one index answers at one shape, as JSON has it. Thread-safe.
 *
 * @param index as the user wrote it
 * @param k neighbours per query
 * @param batch queries of one call
 * @param threads of one call
 * @param recall share of the k nearest by exact search that were found, mean of all queries
 * @param msBest shortest call in milliseconds
 * @param msMedian half of the calls took at most that many milliseconds
 * @param cpuMs processor time of all threads per call in milliseconds, the mean of all calls
 * @param queriesPerSecond at the median
 * @param readGbPerSecond 10^9 bytes of vectors per second that the shortest call reads, for full scans of one query; NaN
 *     else
 * @param shareOfLimit that as a share of what this machine reads with as many threads
 * @param peakBytes most memory of the whole process meanwhile, mapped files included; 0 if unknown
 * @param ownBytes memory at the end that is not a mapped file; 0 if unknown
 */
record IndexBenchRow(
        String index,
        int k,
        int batch,
        int threads,
        double recall,
        double msBest,
        double msMedian,
        double cpuMs,
        double queriesPerSecond,
        double readGbPerSecond,
        double shareOfLimit,
        long peakBytes,
        long ownBytes) {}
