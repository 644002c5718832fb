package org.ttt4j.embed.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts far longer than what is kept of them: same tokens as reading them whole, in little time. */
class TextTokenizerTests {

    private static final int KEPT = 64;
    private static final int ALL = 1 << 24;

    private static final TextTokenizer WORD_PIECE = TokenizerJson.read("minilm", TokenizerGoldenTests.minilm());
    private static final TextTokenizer BYTE_LEVEL =
            TokenizerJson.read("bytelevel", Goldens.bytes("bytelevel-tokenizer.json"));

    @Test
    void theFirstTokensOfALongTextAreThoseOfReadingItWhole() {
        List<String> pieces = new ArrayList<>(List.of(
                " ".repeat(3000),
                "\n",
                "\u200b".repeat(5000),
                "字",
                "[SEP]",
                "<mask>",
                "x".repeat(4000),
                "e\u0301",
                "\u0301".repeat(2000),
                "'s",
                "…",
                "hello",
                " world",
                "\u00a0",
                "12",
                "👨‍👩‍👧‍👦",
                "ttt4j",
                "字".repeat(3000)));
        Random random = new Random(42);
        int cut = 0;
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n >= 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            for (TextTokenizer tokenizer : List.of(WORD_PIECE, BYTE_LEVEL)) {
                int[] all = tokenizer.encode(text.toString(), ALL);
                int[] some = tokenizer.encode(text.toString(), KEPT);
                cut += all.length > KEPT ? 1 : 0;
                int own = Math.min(all.length, KEPT) - 1;
                assertThat(Arrays.copyOf(some, own)).isEqualTo(Arrays.copyOf(all, own));
                assertThat(some).hasSize(own + 1).endsWith(all[all.length - 1]);
            }
        }
        assertThat(cut).isGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "a", "\u3000", "\u200b", "字", "\u0301\u0323", "[MASK]", "a ."})
    void fiftyMegabytesTakeSeconds(String repeated) {
        String text = repeated.repeat(50_000_000 / repeated.length());
        // Minutes or hours when read whole or put in order; the bound leaves room for a busy machine.
        assertTimeout(Duration.ofSeconds(30), () -> {
            assertThat(WORD_PIECE.encode(text, 256).length).isBetween(2, 256);
            assertThat(BYTE_LEVEL.encode(text, 256)).hasSize(256);
        });
    }

    @Test
    void disorderedMarksTakeLinearTimeInEveryForm() {
        String text = "\u0301\u0323".repeat(50_000);
        for (Form form : Form.values()) {
            assertTimeout(
                    Duration.ofSeconds(30),
                    () -> assertThat(Normalizer.form(form).apply(text)).hasSize(text.length()));
        }
    }

    @Test
    void formsOfLongTextsAreThoseOfTheJdk() {
        StringBuilder text = new StringBuilder();
        for (JsonNode line : Goldens.lines("bytelevel.jsonl.gz")) {
            text.append(line.get("text").textValue());
        }
        assertThat(text).hasSizeGreaterThan(200_000);
        for (Form form : Form.values()) {
            assertThat(Normalizer.form(form).apply(text.toString()))
                    .isEqualTo(java.text.Normalizer.normalize(text, form));
        }
    }

    @Test
    void aWordThatTheFirstLookCutsInHalfIsNoWordYet() {
        // 120 letters are one unknown token, but half of them would be dozens of known ones.
        String text = ("x".repeat(120) + ",").repeat(60);
        int[] all = WORD_PIECE.encode(text, ALL);
        assertThat(all).hasSize(122);
        assertThat(Arrays.copyOf(WORD_PIECE.encode(text, KEPT), KEPT - 1)).isEqualTo(Arrays.copyOf(all, KEPT - 1));
    }

    @Test
    void longWordsGiveTheTokensOfTheirBeginning() {
        // Byte-pair encoding of a word of 50,000 letters is cut short; its first tokens stay those of the whole.
        String word = "internationalization".repeat(2500);
        int[] all = BYTE_LEVEL.encode(word, ALL);
        assertThat(Arrays.copyOf(BYTE_LEVEL.encode(word, KEPT), KEPT - 1)).isEqualTo(Arrays.copyOf(all, KEPT - 1));
    }
}
