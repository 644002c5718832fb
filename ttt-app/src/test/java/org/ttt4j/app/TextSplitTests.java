package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSplitTests {

    @ParameterizedTest
    @CsvSource({"aaaa bbbb,aaaa, bbbb", "abcdef,abc,def", "aaaaaaaaaa bbbbbbbbb,aaaaaaaaaa, bbbbbbbbb"})
    void cutsNearTheMiddle(String text, String query, String scored) {
        assertThat(TextSplit.halves(text).query()).isEqualTo(query);
        assertThat(TextSplit.halves(text).scored().strip()).isEqualTo(scored.strip());
    }

    @Test
    void neverCutsACodePointAndLosesNothing() {
        Random random = new Random(3);
        int[] alphabet = {'a', ' ', 'é', '€', 0x1F600};
        int cuts = 0;
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder("x");
            random.ints(2 + round % 40, 0, alphabet.length).forEach(i -> text.appendCodePoint(alphabet[i]));
            text.append('y');
            TextSplit split;
            try {
                split = TextSplit.halves(text.toString());
            } catch (IllegalArgumentException blankHalf) {
                continue;
            }
            cuts++;
            assertThat(split.query() + split.scored()).isEqualTo(text.toString());
            assertThat(new String(split.query().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(split.query());
            double bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
            assertThat(split.query().getBytes(StandardCharsets.UTF_8).length / bytes)
                    .as(text.toString())
                    .isBetween(0.4 - 4 / bytes, 0.6 + 4 / bytes);
        }
        assertThat(cuts).isGreaterThan(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a      ", "\uD83D\uDE00"})
    void aBlankHalfIsRefused(String text) {
        assertThatThrownBy(() -> TextSplit.halves(text)).hasMessageContaining("blank half");
    }
}
