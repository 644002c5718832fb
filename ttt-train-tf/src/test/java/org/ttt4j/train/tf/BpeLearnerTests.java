package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Learned merges against a learner that counts all pairs anew after every merge. */
class BpeLearnerTests {

    @Test
    void mergesAreThoseOfRecounting() {
        Random random = new Random(9);
        for (int round = 0; round < 20; round++) {
            List<String> texts = texts(random);
            ByteLevelBpe learned = BpeLearner.learn(texts, 257 + 40);
            assertThat(new String(learned.toJson(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(recounting(texts, 40).toJson(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void fewTextsGiveASmallerVocabulary() {
        ByteLevelBpe learned = BpeLearner.learn(List.of("abab abab"), 4096);
        assertThat(learned.size()).isLessThan(270);
        assertThat(learned.endOfText()).isEqualTo(learned.size() - 1);
        assertThat(learned.decode(learned.encode("naïve abab\n"))).isEqualTo("naïve abab\n");
    }

    private static ByteLevelBpe recounting(List<String> texts, int count) {
        Map<String, Long> pieces = new HashMap<>();
        for (String text : texts) {
            PreTokens cut = new PreTokens(text);
            while (cut.next()) {
                pieces.merge(text.substring(cut.start(), cut.end()), 1L, Long::sum);
            }
        }
        pieces.values().removeIf(n -> n < 2);
        Map<List<Integer>, Long> words = new HashMap<>();
        pieces.forEach((piece, n) -> {
            List<Integer> word = new ArrayList<>();
            for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
                word.add(Byte.toUnsignedInt(b));
            }
            words.merge(word, n, Long::sum);
        });
        int[] bytes = new int[256];
        Arrays.setAll(bytes, i -> i);
        List<byte[]> tokens = new ArrayList<>();
        for (int b : bytes) {
            tokens.add(new byte[] {(byte) b});
        }
        List<ByteLevelBpe.Merge> merges = new ArrayList<>();
        Map<List<Integer>, Long> current = words;
        while (merges.size() < count) {
            Map<Long, Long> pairs = new TreeMap<>();
            current.forEach((word, n) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    pairs.merge((long) word.get(i) << 32 | word.get(i + 1), n, Long::sum);
                }
            });
            long best = pairs.values().stream().mapToLong(Long::longValue).max().orElse(0);
            if (best < 2) {
                break;
            }
            long pair = pairs.keySet().stream()
                    .filter(key -> pairs.get(key) == best)
                    .findFirst()
                    .orElseThrow();
            int merged = tokens.size();
            merges.add(new ByteLevelBpe.Merge((int) (pair >>> 32), (int) pair, merged));
            tokens.add((latin1(tokens.get((int) (pair >>> 32))) + latin1(tokens.get((int) pair)))
                    .getBytes(StandardCharsets.ISO_8859_1));
            Map<List<Integer>, Long> next = new HashMap<>();
            current.forEach((word, n) -> next.merge(merge(word, pair, merged), n, Long::sum));
            current = next;
        }
        tokens.add(Ids.END_OF_TEXT.getBytes(StandardCharsets.UTF_8));
        return new ByteLevelBpe(tokens.toArray(byte[][]::new), bytes, merges, tokens.size() - 1);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<Integer> merge(List<Integer> word, long pair, int merged) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            boolean here = i + 1 < word.size() && ((long) word.get(i) << 32 | word.get(i + 1)) == pair;
            result.add(here ? merged : word.get(i));
            i += here ? 1 : 0;
        }
        return result;
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < 30; k++) {
                text.append("aabbc  é".charAt(random.nextInt(8)));
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
