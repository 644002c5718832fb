package org.ttt4j.index.exact;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the components of scanned vectors are stored. Each row has a scale of its own, a float32 that its codes are
 * multiplied by: 1 for float32, a power of two for float16, the largest component / 127 for int8. Thread-safe.
 */
enum Storage {
    FLOAT32(0, Float.BYTES),
    FLOAT16(1, Short.BYTES),
    INT8(2, Byte.BYTES);

    /** What {@link #rawHalf} has to be multiplied by: the exponents of float32 and float16 differ by 112. */
    static final float HALF_BIAS = 0x1p112f;

    /** Smallest magnitude kept in float16, relative to the power of two of the row's largest: below it there is 0. */
    private static final double LEAST_HALF = 0x1p-14;

    private final int code;
    private final int bytes;

    Storage(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** What files call it. */
    int code() {
        return code;
    }

    /** What a file calls so. */
    static Optional<Storage> ofCode(int code) {
        return Stream.of(values()).filter(one -> one.code == code).findFirst();
    }

    /** Bytes of one component. */
    int bytes() {
        return bytes;
    }

    /** As settings spell it. */
    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Scale of a row whose largest component has this magnitude. */
    float scale(float largest) {
        if (largest == 0) {
            return 1;
        }
        return switch (this) {
            case FLOAT32 -> 1;
            case FLOAT16 -> Math.scalb(1f, Math.max(Float.MIN_EXPONENT - 23, exponent(largest)));
            // A quotient that underflows would be no scale; codes are then small, and the error is counted as any
            // other.
            case INT8 -> Math.max(Float.MIN_VALUE, largest / Byte.MAX_VALUE);
        };
    }

    /** The code of a component: raw bits in the lowest {@link #bytes()} bytes. */
    int encode(float value, float scale) {
        return switch (this) {
            case FLOAT32 -> Float.floatToRawIntBits(value);
            case FLOAT16 -> half((double) value / scale);
            case INT8 -> (int) Math.max(-Byte.MAX_VALUE, Math.min(Byte.MAX_VALUE, Math.rint((double) value / scale)));
        };
    }

    /** What a code stands for before it is multiplied by the scale. */
    float decode(int code) {
        return switch (this) {
            case FLOAT32 -> Float.intBitsToFloat(code);
            case FLOAT16 -> rawHalf((short) code) * HALF_BIAS;
            case INT8 -> (byte) code;
        };
    }

    /** A float16 without zeros' neighbours (subnormals are never stored), divided by {@link #HALF_BIAS}. */
    static float rawHalf(short code) {
        return Float.intBitsToFloat((code << 13) & 0x8FFF_E000);
    }

    private static int exponent(float value) {
        return Math.getExponent((double) value); // of a double, so that subnormal floats have theirs
    }

    /** Rounds a number below 2 in magnitude to float16, half to even. */
    private static int half(double value) {
        float narrow = (float) value;
        if (Math.abs(narrow) < LEAST_HALF) {
            return 0;
        }
        int bits = Float.floatToRawIntBits(narrow);
        int rounded = (bits & 0x7FFF_FFFF) + 0xFFF + ((bits >>> 13) & 1);
        return (bits >>> 16 & 0x8000) | ((rounded >>> 13) - (112 << 10));
    }
}
