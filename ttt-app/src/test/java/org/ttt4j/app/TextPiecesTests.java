package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPiecesTests {

    @Test
    void shortTextsStayWhole() {
        assertThat(TextPieces.split("", 16)).containsExactly("");
        assertThat(TextPieces.split("a\n\nb", 16)).containsExactly("a\n\nb");
        assertThat(TextPieces.split("1234567890123456", 16)).containsExactly("1234567890123456");
    }

    @Test
    void cutsPreferParagraphsThenLinesThenNothing() {
        assertThat(TextPieces.split("12345\n789\n\n12345\n789", 16)).containsExactly("12345\n789\n\n", "12345\n789");
        // the paragraph would leave less than half: the line end is better
        assertThat(TextPieces.split("1\n\n45678\n0123456789", 16)).containsExactly("1\n\n45678\n", "0123456789");
        assertThat(TextPieces.split("12345678901234567890", 16)).containsExactly("1234567890123456", "7890");
    }

    @Test
    void sequencesOfUtf8StayWhole() {
        assertThat(TextPieces.split("x".repeat(15) + "\u20ac" + "y", 16)).containsExactly("x".repeat(15), "\u20acy");
        assertThat(TextPieces.split("\ud83d\ude00".repeat(5), 17))
                .containsExactly("\ud83d\ude00".repeat(4), "\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void piecesJoinToTheTextAndFit(long seed) {
        Random random = new Random(seed);
        String[] atoms = {"a", "bc ", "\n", "\n\n", "\u00e9", "\u20ac", "\ud83d\ude00", "word ", "x".repeat(40)};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append(atoms[random.nextInt(atoms.length)]);
        }
        int most = 16 + random.nextInt(200);
        List<String> pieces = TextPieces.split(text.toString(), most);
        assertThat(pieces).hasSizeGreaterThan(10);
        assertThat(String.join("", pieces)).isEqualTo(text.toString());
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.getBytes(StandardCharsets.UTF_8).length)
                .isBetween(1, most));
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> TextPieces.split("a", 3)).hasMessageContaining("found pieces of 3 bytes");
    }
}
