package org.ttt4j.api;

import java.util.Objects;
import java.util.Optional;

/**
 * How weights are laid out in files. Thread-safe.
 *
 * @param type of every number, or empty to leave each tensor as it is (new ones: {@link NumberType#F32})
 * @param maxShardBytes most bytes of tensors in one file, unless a single tensor has more; positive
 */
public record WeightFormat(Optional<NumberType> type, long maxShardBytes) {

    /** Types of numbers that a file can have. */
    public enum NumberType {
        /** IEEE binary32. */
        F32,
        /** IEEE binary16, up to 65504. */
        F16,
        /** bfloat16: the upper half of binary32. */
        BF16
    }

    /**
     * Refuses files without room.
     *
     * @param type empty to keep the types
     * @param maxShardBytes at least 1
     */
    public WeightFormat {
        Objects.requireNonNull(type, "type");
        if (maxShardBytes < 1) {
            throw new IllegalArgumentException("found at most " + maxShardBytes + " bytes a file, wanted at least 1");
        }
    }
}
