package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExclusionTests {

    private static final String TEXT =
            IntStream.range(0, 40).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    /** Texts with their sources. */
    private static Corpus corpus(String... textsAndSources) {
        List<String> texts = IntStream.range(0, textsAndSources.length / 2)
                .mapToObj(i -> textsAndSources[2 * i])
                .toList();
        return new Corpus() {
            @Override
            public long size() {
                return texts.size();
            }

            @Override
            public List<String> texts(long[] ids) {
                return Arrays.stream(ids).mapToObj(id -> texts.get((int) id)).toList();
            }

            @Override
            public Map<String, String> metadata(long id) {
                String source = textsAndSources[2 * (int) id + 1];
                return source.isEmpty() ? Map.of() : Map.of("source", source);
            }
        };
    }

    /** Numbers on a line; how near two of them are is their product. */
    private static VectorIndex index(float[] values, List<Integer> searches) {
        return new VectorIndex() {
            @Override
            public Traits traits() {
                return new Traits(new IndexSpec(1, values.length, Metric.INNER_PRODUCT, "none"), true, "scan");
            }

            @Override
            public List<List<Neighbor>> search(EmbeddingBatch queries, int k, RunControl control) {
                searches.add(k);
                return IntStream.range(0, queries.rows())
                        .mapToObj(row -> IntStream.range(0, values.length)
                                .mapToObj(id -> new Neighbor(id, queries.row(row)[0] * values[id]))
                                .sorted(Neighbor.BEST_FIRST)
                                .limit(k)
                                .toList())
                        .toList();
            }

            @Override
            public void close() {}
        };
    }

    private static List<Neighbor> ordered(float[] values, Preselection preselection) {
        Comparator<Neighbor> order = preselection == Preselection.NEAREST
                ? Neighbor.BEST_FIRST
                : Comparator.comparing((Neighbor one) -> -Math.abs(one.similarity()))
                        .thenComparing(Neighbor::id);
        return IntStream.range(0, values.length)
                .mapToObj(id -> new Neighbor(id, values[id]))
                .sorted(order)
                .toList();
    }

    /** Brute force: go through all documents, best first, until k are kept. */
    @ParameterizedTest
    @EnumSource(Preselection.class)
    void furtherNeighboursTakeThePlacesOfThoseTakenOut(Preselection preselection) {
        Random random = new Random(4);
        EmbeddingBatch query = EmbeddingBatch.of(1, 1, new float[] {1});
        int rounds = 0;
        for (int seed = 0; seed < 200; seed++) {
            float[] values = new float[30];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(21) - 10f;
            }
            double share = random.nextDouble();
            IdSet bad = IdSet.of(LongStream.range(0, 30)
                    .filter(id -> random.nextDouble() < share)
                    .toArray());
            int k = 1 + random.nextInt(35);
            List<Neighbor> kept = new ArrayList<>();
            List<Long> out = new ArrayList<>();
            for (Neighbor neighbor : ordered(values, preselection)) {
                if (kept.size() == k) {
                    break;
                }
                if (bad.contains(neighbor.id())) {
                    out.add(neighbor.id());
                } else {
                    kept.add(neighbor);
                }
            }
            List<Long> asked = new ArrayList<>();
            Exclusion exclusion = ids -> {
                Arrays.stream(ids).forEach(asked::add);
                return Exclusion.ids(bad).among(ids);
            };
            List<Integer> searches = new ArrayList<>();
            Candidates found =
                    preselection.candidates(index(values, searches), query, k, exclusion, RunControl.silent());
            assertThat(found.neighbors()).isEqualTo(kept);
            assertThat(found.excluded()).extracting(Excluded::id).containsExactlyInAnyOrderElementsOf(out);
            assertThat(asked).doesNotHaveDuplicates();
            rounds = Math.max(rounds, searches.size());
        }
        assertThat(rounds).as("searches of one query").isGreaterThan(3);
    }

    @Test
    void nothingTakenOutIsOnePlainSearch() {
        List<Integer> searches = new ArrayList<>();
        VectorIndex index = index(new float[] {3, 1, 2}, searches);
        EmbeddingBatch query = EmbeddingBatch.of(1, 1, new float[] {1});
        Candidates found = Preselection.NEAREST.candidates(index, query, 2, Exclusion.NONE, RunControl.silent());
        assertThat(found.neighbors()).isEqualTo(Preselection.NEAREST.candidates(index, query, 2, RunControl.silent()));
        assertThat(found.excluded()).isEmpty();
        assertThat(searches).containsExactly(2, 2);
    }

    @Test
    void anExclusionThatAnswersWhatItWasNotAskedIsRefused() {
        VectorIndex index = index(new float[] {3, 1, 2}, new ArrayList<>());
        EmbeddingBatch query = EmbeddingBatch.of(1, 1, new float[] {1});
        Exclusion always = ids -> List.of(Excluded.by("always", 0));
        assertThatThrownBy(() -> Preselection.NEAREST.candidates(index, query, 2, always, RunControl.silent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "found an exclusion that takes out [0] when asked about [1], wanted some of these, each once");
        Exclusion twice = ids -> List.of(Excluded.by("twice", 0), Excluded.by("twice", 0));
        assertThatThrownBy(() -> Preselection.NEAREST.candidates(index, query, 2, twice, RunControl.silent()))
                .hasMessageContaining("each once");
    }

    @Test
    void whatHoldsTheTextOrStandsInItIsANearDuplicate() {
        Corpus corpus = corpus(
                TEXT,
                "",
                TEXT.replace("word20 ", "changed "),
                "", // 31 of 36 runs of five words are left
                "before " + TEXT + " " + TEXT.replace("word", "after"),
                "",
                TEXT.substring(TEXT.indexOf("word10"), TEXT.indexOf("word20")),
                "",
                TEXT.replace("word", "other"),
                "",
                TEXT.replaceAll("(word[0-9]*[048]) ", "$1 x "),
                "");
        long[] all = LongStream.range(0, corpus.size()).toArray();
        List<Excluded> found = Exclusion.nearDuplicates(corpus, TEXT, 0.8).among(all);
        assertThat(found)
                .containsExactly(
                        new Excluded(0, Exclusion.NEAR_DUPLICATE, 1),
                        new Excluded(1, Exclusion.NEAR_DUPLICATE, 31 / 36.0),
                        new Excluded(2, Exclusion.NEAR_DUPLICATE, 1),
                        new Excluded(3, Exclusion.NEAR_DUPLICATE, 1));
        assertThat(Exclusion.nearDuplicates(corpus, TEXT, 0.9).among(all))
                .extracting(Excluded::id)
                .containsExactly(0L, 2L, 3L);
        assertThatThrownBy(() -> Exclusion.nearDuplicates(corpus, TEXT, 0)).hasMessageContaining("(0, 1]");
        assertThatThrownBy(() -> Exclusion.nearDuplicates(corpus, TEXT, Double.NaN))
                .hasMessageContaining("NaN");
    }

    @Test
    void rulesAreJoinedAndTheFirstSaysWhy() {
        Corpus corpus = corpus("a", "one#0", "b", "two", "c", "", "d", "one#1");
        Exclusion sources = Exclusion.sources(corpus, source -> source.startsWith("one"));
        Exclusion both = Exclusion.any(List.of(Exclusion.ids(IdSet.of(2, 3)), sources));
        assertThat(both.among(new long[] {3, 2, 1, 0}))
                .containsExactly(Excluded.by("id", 3), Excluded.by("id", 2), Excluded.by("source", 0));
        assertThat(Exclusion.sources(corpus, source -> true).among(new long[] {0, 1, 2, 3}))
                .as("a document without a source is of no source")
                .extracting(Excluded::id)
                .containsExactly(0L, 1L, 3L);
        assertThatThrownBy(() -> new Excluded(1, "x", 1.5)).hasMessageContaining("overlap=1.5");
        assertThatThrownBy(() -> Excluded.by("x", -1)).hasMessageContaining("id=-1");
    }
}
