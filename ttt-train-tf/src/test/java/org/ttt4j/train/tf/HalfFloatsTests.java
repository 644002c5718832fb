package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Half precision over all 65,536 values, and rounding against the two neighbours of random floats. */
class HalfFloatsTests {

    @Test
    void everyHalfSurvivesTheRoundTrip() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloats.fromHalf((short) bits);
            if (Float.isNaN(value)) {
                assertThat(Float.isNaN(HalfFloats.fromHalf(HalfFloats.toHalf(value))))
                        .isTrue();
            } else {
                assertThat(HalfFloats.toHalf(value)).isEqualTo((short) bits);
                assertThat(value).isEqualTo((float) definition(bits));
            }
        }
    }

    @Test
    void roundingIsToTheNearestAndTiesAreEven() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 28));
            float rounded = HalfFloats.fromHalf(HalfFloats.toHalf(value));
            if (Math.abs(value) >= 65520) {
                assertThat(rounded).isEqualTo(Math.copySign(Float.POSITIVE_INFINITY, value));
                continue;
            }
            int bits = HalfFloats.toHalf(Math.abs(rounded));
            double error = Math.abs((double) value - rounded);
            double up = bits == 0x7bff ? 65536 : HalfFloats.fromHalf((short) (bits + 1));
            assertThat(error).isLessThanOrEqualTo(Math.abs(up - Math.abs((double) value)));
            if (bits > 0) {
                double down = HalfFloats.fromHalf((short) (bits - 1));
                assertThat(error).isLessThanOrEqualTo(Math.abs(Math.abs((double) value) - down));
            }
        }
        assertThat(HalfFloats.toHalf(1 + 0x1p-11f)).isEqualTo(HalfFloats.toHalf(1f));
        assertThat(HalfFloats.toHalf(1 + 3 * 0x1p-11f)).isEqualTo(HalfFloats.toHalf(1 + 0x1p-9f));
        assertThat(HalfFloats.toHalf(0x1p-25f)).isEqualTo((short) 0);
    }

    @Test
    void brainFloatsAreTheUpperHalf() {
        assertThat(HalfFloats.fromBrain((short) 0x3f80)).isEqualTo(1f);
        assertThat(HalfFloats.fromBrain((short) 0xc040)).isEqualTo(-3f);
    }

    @Test
    void everyBrainFloatSurvivesTheRoundTripAndRoundingIsToTheNearest() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfFloats.fromBrain((short) bits);
            short back = HalfFloats.toBrain(value);
            assertThat(Float.isNaN(value) ? Float.isNaN(HalfFloats.fromBrain(back)) : back == (short) bits)
                    .isTrue();
        }
        Random random = new Random(4);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt(0x7f000000) | (random.nextInt() & 0x80000000));
            int lower = Float.floatToIntBits(value) & 0xffff0000; // toward zero
            float down = Float.intBitsToFloat(lower);
            float up = Float.intBitsToFloat(lower + 0x10000);
            double toDown = Math.abs((double) value - down);
            double toUp = Math.abs((double) up - value);
            float nearest = toDown < toUp || (toDown == toUp && (lower >>> 16 & 1) == 0) ? down : up;
            assertThat(HalfFloats.fromBrain(HalfFloats.toBrain(value))).isEqualTo(nearest);
        }
        assertThat(HalfFloats.toBrain(1 + 0x1p-8f)).isEqualTo(HalfFloats.toBrain(1f));
        assertThat(HalfFloats.toBrain(1 + 3 * 0x1p-8f)).isEqualTo(HalfFloats.toBrain(1 + 0x1p-6f));
        assertThat(HalfFloats.toBrain(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(HalfFloats.fromBrain(HalfFloats.toBrain(Float.intBitsToFloat(0x7f800001))))
                .isNaN();
    }

    private static double definition(int bits) {
        double sign = bits >= 0x8000 ? -1 : 1;
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        return switch (exponent) {
            case 0 -> sign * fraction * 0x1p-24;
            case 31 -> sign * Double.POSITIVE_INFINITY;
            default -> sign * (1024 + fraction) * Math.pow(2, exponent - 25);
        };
    }
}
