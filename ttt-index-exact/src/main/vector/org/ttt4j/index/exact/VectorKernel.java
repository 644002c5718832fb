package org.ttt4j.index.exact;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Multiplies with the Vector API, straight out of the mapped file: copying first would halve the speed. Compiled apart from
 * the rest of the module and reached by name. Thread-safe.
 */
final class VectorKernel implements Kernel {

    /** Float32 lanes: 4, 8 or 16. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final int LEAST_LANES = 4;

    /** Bytes of fewer than eight lanes are not a vector. */
    private static final int LEAST_LANES_OF_BYTES = 8;

    /** Found by name; fails where vectors have another size or cannot be loaded from mapped memory. */
    VectorKernel() throws ReflectiveOperationException {
        int lanes = SPECIES.length();
        if (lanes < LEAST_LANES || lanes > Block.ROWS) {
            throw new ReflectiveOperationException("vectors of " + lanes + " floats");
        }
        Mapped.view(ByteBuffer.allocateDirect(0));
    }

    @Override
    public String description() {
        return "Vector API, " + SPECIES.vectorBitSize() + " bits";
    }

    @Override
    public Products products(Block block, float[][] queries) {
        if (block.storage() == Storage.INT8 && SPECIES.length() < LEAST_LANES_OF_BYTES) {
            return new ScalarKernel().products(block, queries);
        }
        return switch (block.storage()) {
            case FLOAT32 -> new VectorProducts.OfFloats(block.dimension(), queries);
            case FLOAT16 -> new VectorProducts.OfHalves(block.dimension(), queries);
            case INT8 -> new VectorProducts.OfBytes(block.dimension(), queries);
        };
    }
}
