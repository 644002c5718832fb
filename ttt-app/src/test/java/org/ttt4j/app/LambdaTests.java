package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LambdaTests {

    @Test
    void orderRepetitionAndSpellingDoNotMatter() {
        assertThat(Lambda.parse(" 10,1e-3, 0.010,1E1,0.01").toString()).isEqualTo("[0.001, 0.01, 10]");
    }

    @Test
    void spelledAsAConfigurationFileReadsIt() {
        assertThat(new Lambda(1e-9)).hasToString("0.000000001");
        assertThat(new Lambda(1e-12)).hasToString("1.0E-12");
        assertThat(new Lambda(2.5e300)).hasToString("2.5E300");
        assertThat(new Lambda(0.1 + 0.2)).hasToString("0.30000000000000004");
    }

    @Test
    void whatIsNoVarianceIsRefused() {
        for (String wrong : new String[] {"", ",", "0.1,", "x", "0x1p3", "1d", "NaN"}) {
            assertThatThrownBy(() -> Lambda.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("wanted numbers above 0");
        }
        for (String wrong : new String[] {"0", "-1", "1e999", "1e-999"}) {
            assertThatThrownBy(() -> Lambda.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("wanted a finite number above 0");
        }
    }
}
