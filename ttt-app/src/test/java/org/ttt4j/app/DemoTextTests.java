package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTextTests {

    @Test
    void lineEndsAndEmptyLinesAreTidied() {
        assertThat(DemoText.clean("\r\n a  \r\nb\t\n\n\n\nc\n\n", false)).isEqualTo("a\nb\n\nc\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/* Copyright 2020\n * by me */\n",
                "<!-- Licence: free -->\n\n",
                "# LICENSE\n# of this\n",
                ";; Copyright\n",
                "// licensed\n",
                "-- copyright\n",
                "#| copyright |#\n"
            })
    void aLeadingNoticeIsDropped(String notice) {
        assertThat(DemoText.clean(notice + "code // copyright\n", true)).isEqualTo("code // copyright\n");
        assertThat(DemoText.clean(notice + "code\n", false))
                .startsWith(notice.strip().substring(0, 2));
    }

    @Test
    void otherLeadingCommentsStay() {
        assertThat(DemoText.clean("/* What it does. */\ncode\n", true)).isEqualTo("/* What it does. */\ncode\n");
    }

    @Test
    void aVeryLongCommentDoesNotOverflowTheStack() {
        String notice = "# copyright and so on\n".repeat(100_000);
        assertThat(DemoText.clean(notice + "code\n", true)).isEqualTo("code\n");
        assertThat(DemoText.clean("/*" + " copyright\n".repeat(100_000) + "*/code\n", true))
                .isEqualTo("code\n");
    }

    @Test
    void piecesEndAtTheBestPlaceInReach() {
        String half = "a".repeat(60);
        assertThat(DemoText.pieces(half + "\n\n" + half + "\n", 100, 1)).containsExactly(half + "\n", half + "\n");
        assertThat(DemoText.pieces(half + "\n" + half, 100, 1)).containsExactly(half + "\n", half);
        assertThat(DemoText.pieces("b".repeat(250), 100, 1))
                .containsExactly("b".repeat(100), "b".repeat(100), "b".repeat(50));
        assertThat(DemoText.pieces("short", 100, 10)).isEmpty();
    }

    @Test
    void noPieceIsTooLongAndOnlyWhiteSpaceIsLost() {
        Random random = new Random(5);
        int[] alphabet = {'a', 'b', ' ', '\n', 'é', '€', 0x1F600};
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(1 + round * 5, 0, alphabet.length).forEach(i -> text.appendCodePoint(alphabet[i]));
            List<String> pieces = DemoText.pieces(text.toString(), 64, 1);
            assertThat(pieces).allMatch(piece -> piece.getBytes(StandardCharsets.UTF_8).length <= 64);
            assertThat(String.join("", pieces).replace("\n", ""))
                    .isEqualTo(text.toString().replace("\n", ""));
        }
    }
}
