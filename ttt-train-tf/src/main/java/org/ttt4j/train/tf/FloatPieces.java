package org.ttt4j.train.tf;

import java.util.Arrays;

/** Floats in order, handed over in pieces so that a large tensor never lies on the heap as a whole. */
@FunctionalInterface
interface FloatPieces {

    /** Takes the next {@code count} values; the array is reused. */
    @FunctionalInterface
    interface Sink {
        void accept(float[] values, int count);
    }

    /** Hands over all pieces. */
    void forEach(Sink sink);

    /**
     * All of them in one array.
     *
     * @param count how many there are
     */
    default float[] array(long count) {
        float[] all = new float[Math.toIntExact(count)];
        int[] filled = {0};
        forEach((values, more) -> {
            System.arraycopy(values, 0, all, filled[0], more);
            filled[0] += more;
        });
        return all;
    }

    /** One piece. */
    static FloatPieces of(float[] values) {
        return sink -> sink.accept(values, values.length);
    }

    /** The same value {@code count} times. */
    static FloatPieces constant(float value, long count) {
        return sink -> {
            float[] piece = new float[(int) Math.min(count, 1 << 16)];
            Arrays.fill(piece, value);
            for (long left = count; left > 0; left -= piece.length) {
                sink.accept(piece, (int) Math.min(left, piece.length));
            }
        };
    }
}
