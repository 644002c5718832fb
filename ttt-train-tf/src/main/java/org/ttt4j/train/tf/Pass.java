package org.ttt4j.train.tf;

/**
 * What is special about a training pass over a sequence. Thread-safe.
 *
 * @param skipped how many targets, from the first, have no part in the loss; fewer than there are
 * @param seed of dropout, from 1 to 2^24; 0 drops nothing
 */
record Pass(int skipped, int seed) {

    /** All targets, nothing dropped. */
    static final Pass PLAIN = new Pass(0, 0);

    Pass {
        if (skipped < 0 || seed < 0 || seed > 1 << 24) {
            throw new IllegalArgumentException(
                    "found skipped=" + skipped + ", seed=" + seed + ", wanted none negative and seeds up to 16777216");
        }
    }
}
