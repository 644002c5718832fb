package org.ttt4j.index.exact;

import java.nio.ByteBuffer;

/** A way to multiply blocks with queries. Thread-safe. */
interface Kernel {

    /** Short text for people. */
    String description();

    /**
     * What one thread multiplies with.
     *
     * @param block how blocks are made
     * @param queries shape (m, d), already multiplied by what {@link Queries} says; not changed, and not to be changed
     */
    Products products(Block block, float[][] queries);

    /** Inner products of blocks with m queries. Confined to one thread. */
    interface Products {

        /** From now on blocks are in this piece of a mapped file. */
        void read(ByteBuffer piece);

        /**
         * Multiplies the 16 rows of codes of a block, without their scales.
         *
         * @param codesAt where in the piece the codes start, a multiple of 64
         * @param to shape (m, 16)
         */
        void multiply(int codesAt, float[] to);
    }
}
