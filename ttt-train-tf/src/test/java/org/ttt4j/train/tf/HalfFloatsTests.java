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
