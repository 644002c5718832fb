package org.ttt4j.app;

import java.util.List;

/**
 * One arm on one stream: a line of the results. Thread-safe.
 *
 * @param arm name
 * @param stream name
 * @param bits under the weights that learn
 * @param bytes of the stream
 * @param updates optimizer steps
 * @param resets to the base
 * @param flops of scoring and learning
 * @param seconds of scoring and learning
 * @param curve bits and bytes by tokens since the text changed
 */
record StreamStudyResult(
        String arm,
        String stream,
        double bits,
        long bytes,
        long updates,
        long resets,
        double flops,
        double seconds,
        List<Bucket> curve) {

    /** Tokens of a bucket. */
    static final int BUCKET = 512;

    StreamStudyResult {
        curve = List.copyOf(curve);
    }

    /**
     * Segments that began so far into a passage. Thread-safe.
     *
     * @param bits of them
     * @param bytes of them
     */
    record Bucket(double bits, long bytes) {
        Bucket plus(double moreBits, long moreBytes) {
            return new Bucket(bits + moreBits, bytes + moreBytes);
        }
    }
}
