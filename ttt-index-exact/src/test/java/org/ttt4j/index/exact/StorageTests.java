package org.ttt4j.index.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StorageTests {

    /** From the definition of binary16: sign, 5 bits of exponent above 15, 10 bits of fraction. */
    @Test
    void halvesDecodeAsTheStandardSays() {
        for (int code = 0; code < 1 << 16; code++) {
            int exponent = code >> 10 & 31;
            if (exponent > 0 && exponent < 31) { // zeros' neighbours, infinities and NaN are never stored
                double value = (code >> 15 == 0 ? 1 : -1) * (1 + (code & 1023) / 1024.0) * Math.pow(2, exponent - 15);
                assertThat((double) Storage.FLOAT16.decode((short) code)).isEqualTo(value);
                if (Math.abs(value) < 2) {
                    assertThat(Storage.FLOAT16.encode((float) value, 1) & 0xFFFF)
                            .isEqualTo(code);
                }
            }
        }
        assertThat(Storage.FLOAT16.decode(0)).isZero();
    }

    @Test
    void roundingIsToTheNearest() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            float largest = (float) Math.scalb(random.nextDouble(1, 2), random.nextInt(-110, 120));
            float value = (float) (largest * random.nextDouble(-1, 1));
            float half = Storage.FLOAT16.scale(largest);
            assertThat((double) Storage.FLOAT16.decode(Storage.FLOAT16.encode(value, half)) * half)
                    .isCloseTo(value, within(Math.abs(value) * 0x1p-11 + half * 0x1p-14));
            float eighth = Storage.INT8.scale(largest);
            assertThat((double) Storage.INT8.decode(Storage.INT8.encode(value, eighth)) * eighth)
                    .isCloseTo(value, within(0.501 * eighth + Float.MIN_VALUE));
            assertThat(Storage.FLOAT32.decode(Storage.FLOAT32.encode(value, 1))).isEqualTo(value);
        }
    }
}
