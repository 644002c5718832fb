package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShinglesTests {

    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{Nd}&&[^\\p{IsIdeographic}]]+|[^\\s\\p{Z}\\p{Cntrl}]");

    /** The definition, with strings in place of hashes. */
    private static Set<List<String>> exact(String text) {
        List<String> words = WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        if (words.size() < Shingles.WORDS) {
            return words.isEmpty() ? Set.of() : Set.of(words);
        }
        return IntStream.rangeClosed(0, words.size() - Shingles.WORDS)
                .mapToObj(i -> words.subList(i, i + Shingles.WORDS))
                .collect(Collectors.toSet());
    }

    private static String text(Random random, int words, int vocabulary) {
        String[] alphabet = {"stone", "Stone", "river", "x1", "(", "語", "\n", "\u00a0", "42", "été", "\uD835\uDC9C", "-"
        };
        return IntStream.range(0, words)
                .mapToObj(i -> alphabet[random.nextInt(Math.min(vocabulary, alphabet.length))])
                .collect(Collectors.joining(" "));
    }

    @Test
    void setsAndMeasuresAreThoseOfTheDefinition() {
        Random random = new Random(7);
        double most = 0;
        for (int round = 0; round < 300; round++) {
            String one = text(random, random.nextInt(60), 2 + random.nextInt(11));
            int cut = random.nextInt(one.length() + 1);
            String other = one.substring(0, cut) + text(random, random.nextInt(20), 12);
            Set<List<String>> a = exact(one);
            Set<List<String>> b = exact(other);
            Set<List<String>> both = new HashSet<>(a);
            both.retainAll(b);
            Shingles first = Shingles.of(one);
            Shingles second = Shingles.of(other);
            assertThat(first.size()).as(one).isEqualTo(a.size());
            assertThat(first.common(second)).as("%s | %s", one, other).isEqualTo(both.size());
            double union = a.size() + b.size() - both.size();
            double smaller = Math.min(a.size(), b.size());
            assertThat(first.jaccard(second)).isCloseTo(union == 0 ? 0 : both.size() / union, within(1e-15));
            assertThat(first.overlap(second)).isCloseTo(smaller == 0 ? 0 : both.size() / smaller, within(1e-15));
            assertThat(second.overlap(first)).isEqualTo(first.overlap(second));
            most = Math.max(most, first.jaccard(second));
        }
        assertThat(most).as("the test saw texts that share most").isGreaterThan(0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The quick  brown\tFOX jumps. | the quick brown fox jumps .",
                "f(a,b) = c | F ( A , B )=c",
                "日本 語 | 日 本語",
            })
    void caseAndWhiteSpaceDoNotCount(String one, String other) {
        assertThat(Shingles.of(one).jaccard(Shingles.of(other))).isEqualTo(1);
    }

    @Test
    void aTextThatStandsInAnotherOverlapsItWholly() {
        String part = "one two three four five six seven";
        Shingles whole = Shingles.of("before it " + part + " and a lot more that follows after it");
        assertThat(Shingles.of(part).overlap(whole)).isEqualTo(1);
        assertThat(Shingles.of(part).jaccard(whole)).isLessThan(0.3);
    }

    @Test
    void shortTextsAreOneShingleAndBlankOnesNone() {
        assertThat(Shingles.of("two words").size()).isEqualTo(1);
        assertThat(Shingles.of(" \n\t").size()).isZero();
        assertThat(Shingles.of("").jaccard(Shingles.of(""))).isZero();
        assertThat(Shingles.of("").overlap(Shingles.of("one"))).isZero();
    }

    /** Computed by the same formula in Python: a corpus that was judged on one machine is judged alike on another. */
    @Test
    void hashesAreTheSameEverywhere() {
        assertThat(Shingles.of("a").hashes()).containsExactly(-611857975);
        assertThat(Shingles.of("The quick brown fox jumps over").hashes()).containsExactly(-1142650411, -1132888111);
    }

    @Test
    void hashesGiveTheSetBack() {
        Shingles set = Shingles.of("to be or not to be or not to be");
        int[] mixed = IntStream.concat(Arrays.stream(set.hashes()), Arrays.stream(set.hashes()))
                .toArray();
        assertThat(set.size()).isEqualTo(4);
        assertThat(Shingles.ofHashes(mixed).hashes()).isEqualTo(set.hashes());
        set.hashes()[0] = 0;
        assertThat(set.jaccard(Shingles.ofHashes(mixed))).isEqualTo(1);
    }
}
