package org.ttt4j.train.tf;

import java.nio.ByteBuffer;
import org.ttt4j.api.WeightFormat.NumberType;

/** How one type of numbers lies in a file. Thread-safe. */
enum NumberFormat {
    F32(4, "float32") {
        @Override
        void put(float value, ByteBuffer into) {
            into.putFloat(value);
        }
    },
    F16(2, "float16") {
        @Override
        void put(float value, ByteBuffer into) {
            short bits = HalfFloats.toHalf(value);
            if ((bits & 0x7fff) == 0x7c00 && Float.isFinite(value)) {
                throw new TooLarge("found a value of " + value + ", wanted at most 65504 in F16; BF16 and F32 hold it");
            }
            into.putShort(bits);
        }
    },
    BF16(2, "bfloat16") {
        @Override
        void put(float value, ByteBuffer into) {
            into.putShort(HalfFloats.toBrain(value));
        }
    };

    /** Bytes of a number. */
    final int width;

    /** Name in config.json. */
    final String torch;

    NumberFormat(int width, String torch) {
        this.width = width;
        this.torch = torch;
    }

    /**
     * Writes a number, rounded to nearest.
     *
     * @throws TooLarge if it is finite and too large
     */
    abstract void put(float value, ByteBuffer into);

    /** The format of a type. */
    static NumberFormat of(NumberType type) {
        return valueOf(type.name());
    }

    /** A number that its format cannot hold. */
    static final class TooLarge extends ArithmeticException {

        private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message);
        }
    }
}
