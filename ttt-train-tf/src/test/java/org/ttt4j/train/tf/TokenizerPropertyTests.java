package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers against slow and simple code, on random texts that a failure names by their seed. */
class TokenizerPropertyTests {

    private static final String LLAMA3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @Test
    void mergingIsThatOfTheDefinition() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            List<ByteLevelBpe.Merge> merges = new ArrayList<>();
            int ids = 2 + random.nextInt(3);
            int all = ids + random.nextInt(12);
            for (int merged = ids; merged < all; merged++) {
                merges.add(new ByteLevelBpe.Merge(random.nextInt(merged), random.nextInt(merged), merged));
            }
            int[] row = random.ints(random.nextInt(40), 0, ids).toArray();
            assertThat(new Merges(merges).apply(row.clone()))
                    .as("seed %d", seed)
                    .containsExactly(oneByOne(merges, row));
        }
    }

    @Test
    void theCutIsThatOfTheExpression() {
        // On characters that every edition of Unicode agrees about, for here the JDK's classes count.
        Pattern expression = Pattern.compile(LLAMA3, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE);
        Cutter cutter = SplitPattern.of(LLAMA3);
        for (int seed = 0; seed < 20_000; seed++) {
            String text = randomText(new Random(seed));
            List<String> wanted = new ArrayList<>();
            for (Matcher matcher = expression.matcher(text); matcher.find(); ) {
                wanted.add(matcher.group());
            }
            assertThat(pieces(cutter, text)).as("seed %d", seed).isEqualTo(wanted);
        }
    }

    @Test
    void gpt2sCutIsThatOfItsExpression() {
        Cutter translated =
                SplitPattern.of("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
        for (int seed = 0; seed < 20_000; seed++) {
            String text = randomText(new Random(seed));
            assertThat(pieces(Cutter.gpt2(), text)).as("seed %d", seed).isEqualTo(pieces(translated, text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "smollm", "llama3", "possessive", "llama2", "gemma2"})
    void everyTextComesBackByteForByte(String name) throws IOException {
        FileTokenizer tokenizer = TokenizerGoldenTests.read(name);
        for (int seed = 0; seed < 2000; seed++) {
            String text = randomText(new Random(seed));
            int[] ids = tokenizer.encode(text);
            assertThat(tokenizer.decode(ids)).as("seed %d", seed).isEqualTo(text);
            ByteArrayOutputStream spelled = new ByteArrayOutputStream();
            for (byte[] token : tokenizer.spelled(ids)) {
                spelled.writeBytes(token);
            }
            assertThat(spelled.toByteArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gpt2", "smollm", "llama3", "qwen2", "llama2", "llama2-metaspace", "metaspace-split", "gemma2"})
    void longTextsTakeNoQuadraticTime(String name) throws IOException {
        FileTokenizer tokenizer = TokenizerGoldenTests.read(name);
        for (String part :
                List.of("theirs ", " ", "\n", "x", "7", " \n", "'", "\u0301", "e\u0301", "\u4e2d", "\ud83d\ude00")) {
            String text = part.repeat(300_000 / part.length());
            int[] ids = assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> tokenizer.encode(text), () -> name + " of " + part);
            assertThat(ids).isNotEmpty();
        }
    }

    private static List<String> pieces(Cutter cutter, String text) {
        List<String> pieces = new ArrayList<>();
        if (!text.isEmpty()) {
            cutter.cut(text, true, pieces::add);
        }
        return pieces;
    }

    private static int[] oneByOne(List<ByteLevelBpe.Merge> merges, int[] row) {
        List<Integer> ids = new ArrayList<>();
        for (int id : row) {
            ids.add(id);
        }
        while (true) {
            int best = -1;
            int at = -1;
            for (int i = 0; i + 1 < ids.size(); i++) {
                for (int rank = merges.size() - 1; rank >= 0; rank--) { // of equal pairs the later rank
                    ByteLevelBpe.Merge merge = merges.get(rank);
                    if (merge.left() == ids.get(i) && merge.right() == ids.get(i + 1)) {
                        if (best < 0 || rank < best) {
                            best = rank;
                            at = i;
                        }
                        break;
                    }
                }
            }
            if (best < 0) {
                return ids.stream().mapToInt(id -> id).toArray();
            }
            ids.set(at, merges.get(best).merged());
            ids.remove(at + 1);
        }
    }

    private static String randomText(Random random) {
        String alphabet =
                "etaoin shrdlu  ETAO'sxt're'll'm've'D'\u017f,.;:(){}01 23456789\n\n\t\r\u00a0\u0085\u2003\u3000"
                        + "\u00e9\u00fc\u00df\u0416\u4e2d\uac00\u0301\u00b2\u0663\u216b\u0000\u200b\ue000";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.appendCodePoint(0x1F600 + random.nextInt(64));
                case 1 -> text.appendCodePoint(random.nextBoolean() ? 0x20000 : 0x1d7ce);
                case 2 ->
                    text.append(List.of(" the", "ing ", "    ", "it's", "IT'LL", "\r\n  ", "12345", " \n \n")
                            .get(random.nextInt(8)));
                default -> text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        return text.toString();
    }
}
