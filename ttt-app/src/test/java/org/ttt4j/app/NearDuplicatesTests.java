package org.ttt4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ttt4j.api.Shingles;

class NearDuplicatesTests {

    @TempDir
    private Path directory;

    /** Two sets of about 300 elements each with this Jaccard index; random numbers are different numbers. */
    private static Shingles[] pair(Random random, double jaccard) {
        int union = 450;
        int common = (int) Math.round(union * jaccard);
        int half = (union - common) / 2;
        int[] all = random.ints(union).toArray();
        int[] first = Arrays.copyOf(all, common + half);
        int[] second = IntStream.concat(Arrays.stream(all, 0, common), Arrays.stream(all, common + half, union))
                .toArray();
        return new Shingles[] {Shingles.ofHashes(first), Shingles.ofHashes(second)};
    }

    @ParameterizedTest
    @CsvSource({"16, 6, 0.5", "16, 6, 0.6", "16, 6, 0.7", "16, 6, 0.8", "42, 3, 0.3", "10, 12, 0.8", "1, 1, 0.4"})
    void pairsShareABandAsOftenAsTheFormulaSays(int bands, int rows, double jaccard) {
        MinHashBands hashing = new MinHashBands(bands, rows);
        Random random = new Random(11);
        int pairs = 1500;
        int together = 0;
        double exact = 0;
        for (int i = 0; i < pairs; i++) {
            Shingles[] pair = pair(random, jaccard);
            exact += pair[0].jaccard(pair[1]) / pairs;
            int[] one = hashing.hashes(pair[0]);
            int[] other = hashing.hashes(pair[1]);
            together += IntStream.range(0, bands).anyMatch(band -> one[band] == other[band]) ? 1 : 0;
        }
        double wanted = hashing.probability(exact);
        double deviation = Math.sqrt(wanted * (1 - wanted) / pairs);
        assertThat((double) together / pairs).isCloseTo(wanted, within(4 * deviation + 1e-3));
    }

    @Test
    void bandsFollowFromTheIndexLookedFor() {
        assertThat(MinHashBands.of(0.8)).isEqualTo(new MinHashBands(16, 6));
        assertThat(MinHashBands.of(1)).isEqualTo(new MinHashBands(1, 128));
        for (double jaccard = MinHashBands.LOWEST; jaccard <= 1; jaccard += 0.01) {
            assertThat(MinHashBands.of(jaccard).probability(jaccard)).isGreaterThanOrEqualTo(0.99);
        }
        assertThatThrownBy(() -> MinHashBands.of(0.05))
                .hasMessageContaining("0.05")
                .hasMessageContaining("[0.1, 1]");
        assertThatThrownBy(() -> new MinHashBands(43, 3)).hasMessageContaining("43 bands of 3 rows");
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i < 20 || random.nextInt(3) == 0) {
                texts.add(random.ints(40 + random.nextInt(200), 0, 5000)
                        .mapToObj(word -> "w" + word)
                        .collect(Collectors.joining(" ")));
            } else {
                String[] words = texts.get(random.nextInt(texts.size())).split(" ");
                for (int edits = random.nextInt(8); edits > 0; edits--) {
                    words[random.nextInt(words.length)] = "e" + random.nextInt(5000);
                }
                texts.add(String.join(" ", words));
            }
        }
        return texts;
    }

    /** The definition by brute force: the most similar of the earlier texts that have no twin themselves. */
    @Test
    void everyPairFoundIsOneAndAlmostNoneIsOverlooked() throws IOException {
        List<String> texts = texts(new Random(3), 600);
        List<String> kept = new ArrayList<>();
        int twins = 0;
        int overlooked = 0;
        try (NearDuplicates near = NearDuplicates.open(0.8, directory.resolve("shingles"))) {
            for (int i = 0; i < texts.size(); i++) {
                Optional<NearDuplicates.Twin> found = near.find("t" + i, texts.get(i));
                Optional<NearDuplicates.Twin> wanted = best(kept, texts, i);
                twins += wanted.isPresent() ? 1 : 0;
                if (wanted.isPresent() && !found.equals(wanted)) {
                    overlooked++;
                } else {
                    assertThat(found).isEqualTo(wanted);
                }
                if (found.isEmpty()) {
                    kept.add("t" + i);
                }
            }
        }
        assertThat(twins).isGreaterThan(150);
        assertThat(overlooked).as("of %d", twins).isLessThanOrEqualTo(3);
        assertThat(directory).isEmptyDirectory();
    }

    private static Optional<NearDuplicates.Twin> best(List<String> kept, List<String> texts, int i) {
        Optional<NearDuplicates.Twin> best = Optional.empty();
        Shingles own = Shingles.of(texts.get(i));
        for (String name : kept) {
            double jaccard = own.jaccard(Shingles.of(texts.get(Integer.parseInt(name.substring(1)))));
            if (jaccard >= 0.8
                    && jaccard > best.map(NearDuplicates.Twin::jaccard).orElse(0.0)) {
                best = Optional.of(new NearDuplicates.Twin(name, jaccard));
            }
        }
        return best;
    }

    @Test
    void aTableKeepsTheFirstOfEveryHashThroughItsGrowth() {
        BandTable table = new BandTable();
        Random random = new Random(5);
        // All belong near the end of the table, whatever its size, and run on at its beginning.
        int[] hashes = random.ints(6_000).map(hash -> hash | 0x3fffff00).toArray();
        for (int document = 0; document < hashes.length; document++) {
            table.add(hashes[document], document);
        }
        for (int document = 0; document < hashes.length; document += 31) {
            int hash = hashes[document];
            List<Integer> found = new ArrayList<>();
            table.each(hash, found::add);
            assertThat(found)
                    .containsExactlyElementsOf(IntStream.range(0, hashes.length)
                            .filter(other -> hashes[other] == hash)
                            .limit(BandTable.MOST_ALIKE)
                            .boxed()
                            .toList());
        }
        for (int i = 0; i < 100; i++) {
            table.add(7, 100_000 + i);
        }
        List<Integer> found = new ArrayList<>();
        table.each(7, found::add);
        assertThat(found).hasSize(BandTable.MOST_ALIKE);
    }

    @Test
    void whatHasNoWordsHasNoTwin() throws IOException {
        try (NearDuplicates near = NearDuplicates.open(0.8, directory.resolve("shingles"))) {
            assertThat(near.find("a", "\u0001\u0002")).isEmpty();
            assertThat(near.find("b", "\u0001\u0002")).isEmpty();
            assertThat(near.find("c", "short")).isEmpty();
            assertThat(near.find("d", "SHORT")).contains(new NearDuplicates.Twin("c", 1));
        }
    }
}
