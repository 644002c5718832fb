package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tokenizer against jtokkit's encoder with the full vocabulary, and against itself when cut. */
class ByteLevelBpeTests {

    private static final int FULL = 50256;

    @Test
    void idsAreThoseOfJtokkit() {
        ByteLevelBpe bpe = Gpt2Ranks.first(FULL);
        Encoding oracle = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
        Random random = new Random(7);
        int tokens = 0;
        for (int i = 0; i < 3000; i++) {
            String text = randomText(random, i % 60);
            int[] ids = bpe.encode(text);
            assertThat(ids).as(text).containsExactly(oracle.encodeOrdinary(text).toArray());
            tokens += ids.length;
        }
        assertThat(tokens).isGreaterThan(20_000);
    }

    @Test
    void aFileOfTheHubsSizeGivesTheSameIds() {
        ByteLevelBpe bpe = Gpt2Ranks.first(FULL);
        FileTokenizer read = TokenizerJson.read(bpe.toJson(), "tokenizer.json");
        assertThat(read.size()).isEqualTo(50257);
        Random random = new Random(9);
        for (int i = 0; i < 300; i++) {
            String text = randomText(random, i % 60);
            assertThat(read.encode(text)).as(text).containsExactly(bpe.encode(text));
        }
    }

    /** Each token twice the one before, up to 16,384 characters: a text of one piece that is merged again and again. */
    @Test
    @Timeout(60)
    void tokensThatDoubleAreMergedInNoQuadraticTime() {
        byte[][] tokens = new byte[256 + 14][];
        int[] bytes = new int[256];
        for (int b = 0; b < 256; b++) {
            tokens[b] = new byte[] {(byte) b};
            bytes[b] = b;
        }
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        for (int i = 1; i <= 14; i++) {
            int half = i == 1 ? 'a' : 254 + i;
            tokens[255 + i] = "a".repeat(1 << i).getBytes(StandardCharsets.UTF_8);
            merges.add(new ByteLevelBpe.Merge(half, half, 255 + i));
        }
        Tokenizer bpe = TokenizerJson.read(new ByteLevelBpe(tokens, bytes, merges, -1).toJson(), "tokenizer.json");
        int[] ids = bpe.encode("a".repeat((1 << 20) + 5));
        assertThat(ids).hasSize(64 + 2).startsWith(269, 269).endsWith(269, 257, 'a');
    }

    @Test
    void everyTextComesBackByteForByte() {
        ByteLevelBpe bpe = Gpt2Ranks.first(4096);
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            String text = randomText(random, i % 80);
            assertThat(bpe.decode(bpe.encode(text))).isEqualTo(text);
        }
        assertThat(bpe.encode("")).isEmpty();
        assertThat(bpe.encode("<|endoftext|>")).doesNotContain(bpe.endOfText());
    }

    @Test
    void theFileGivesTheSameTokenizerInBothSpellingsOfMerges() throws IOException {
        ByteLevelBpe bpe = Gpt2Ranks.first(1000);
        ObjectMapper mapper = new ObjectMapper();
        JsonNode joined = mapper.readTree(bpe.toJson());
        JsonNode split = joined.deepCopy();
        ArrayNode pairs = ((ObjectNode) split.get("model")).putArray("merges");
        joined.at("/model/merges").forEach(pair -> {
            String[] parts = pair.asText().split(" ", -1);
            pairs.addArray().add(parts[0]).add(parts[1]);
        });
        assertThat(pairs).hasSize(1000 - 256);
        String text = "The quick brown fox; it's 42 degrees, naïve 中文 \n\n\t end ";
        for (JsonNode file : List.of(joined, split)) {
            Tokenizer read = TokenizerJson.read(mapper.writeValueAsBytes(file), "tokenizer.json");
            assertThat(read.encode(text)).containsExactly(bpe.encode(text));
            assertThat(read.size()).isEqualTo(1001);
            assertThat(read.endOfText()).isEqualTo(1000);
        }
    }

    @Test
    void cuttingKeepsTheFirstRanks() {
        ByteLevelBpe cut = Gpt2Ranks.first(5000).first(1001);
        ByteLevelBpe small = Gpt2Ranks.first(1000);
        String text = "for (int i = 0; i < n; i++) { sum += values[i]; } // the sum of all values";
        assertThat(cut.encode(text)).hasSameSizeAs(small.encode(text));
        assertThat(cut.decode(cut.encode(text))).isEqualTo(text);
        assertThat(cut.size()).isEqualTo(1001);
        assertThat(cut.endOfText()).isEqualTo(1000);
    }

    @Test
    @Timeout(60)
    void oneLongWordTakesNoQuadraticTime() {
        ByteLevelBpe bpe = Gpt2Ranks.first(4096);
        String word = "abcdefgh".repeat(500_000);
        assertThat(bpe.decode(bpe.encode(word))).isEqualTo(word);
        assertThat(bpe.decode(bpe.encode(" ".repeat(4_000_000)))).hasSize(4_000_000);
    }

    private static String randomText(Random random, int length) {
        String alphabet =
                "etaoin shrdlu  ETAO'sxt re'll'm've,.;:(){}[]<>=+-*/\\\"#01 23456789\n\n\t\r\u00a0\u0085\u2003éüßñ中文字日本\u0301²½";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.appendCodePoint(0x1F600 + random.nextInt(64));
                case 1 ->
                    text.append(List.of(" the", "ing ", "    ", "it's", "function", "\n  ", "'S", "12345")
                            .get(random.nextInt(8)));
                default -> text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return text.toString();
    }
}
