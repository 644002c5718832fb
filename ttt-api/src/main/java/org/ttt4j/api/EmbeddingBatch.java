package org.ttt4j.api;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Row-major float32 matrix of shape (rows, dimension). Row i belongs to the i-th text, id or query of the call that
 * made the batch.
 *
 * <p>{@code values} is a read-only view that starts at position 0; its content belongs to the receiver and outlives the
 * backend that produced it. Immutable as long as nobody writes to the array it was made from. Thread-safe.
 *
 * @param rows number of rows, at least 0
 * @param dimension number of columns d, at least 1
 * @param values exactly rows * dimension floats
 */
public record EmbeddingBatch(int rows, int dimension, FloatBuffer values) {

    /**
     * Checks the shape and keeps a read-only view of {@code values}.
     *
     * @param rows at least 0
     * @param dimension at least 1
     * @param values rows * dimension floats from its position to its limit; shared, not copied
     */
    public EmbeddingBatch {
        Objects.requireNonNull(values, "values");
        if (rows < 0 || dimension < 1 || (long) rows * dimension != values.remaining()) {
            throw new IllegalArgumentException(
                    "found " + values.remaining() + " values, wanted rows=" + rows + " x dimension=" + dimension);
        }
        values = values.slice().asReadOnlyBuffer();
    }

    /**
     * {@return a batch over an array, which is not copied: the caller must not write to it afterwards}
     *
     * @param rows at least 0
     * @param dimension at least 1
     * @param values exactly rows * dimension floats, row after row
     */
    public static EmbeddingBatch of(int rows, int dimension, float[] values) {
        return new EmbeddingBatch(rows, dimension, FloatBuffer.wrap(values));
    }

    /** {@return a view of the values with its own position and limit, so that threads do not share a cursor} */
    @Override
    public FloatBuffer values() {
        return values.duplicate();
    }

    /**
     * Copies one row.
     *
     * @param index row number in [0, rows)
     * @return a fresh array of {@code dimension} floats
     */
    public float[] row(int index) {
        float[] row = new float[dimension];
        values.get(Objects.checkIndex(index, rows) * dimension, row);
        return row;
    }

    /** {@return all values as a fresh array of rows * dimension floats, row after row} */
    public float[] toArray() {
        float[] all = new float[rows * dimension];
        values.get(0, all);
        return all;
    }
}
