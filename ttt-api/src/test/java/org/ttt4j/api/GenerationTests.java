package org.ttt4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sampling against a literal transcription of Hugging Face's logits processors, streaming against plain strings. */
class GenerationTests {

    private static final GenerateOptions SAMPLED = new GenerateOptions(1, 1, 0, 0);

    @Test
    void frequenciesAreThoseOfTheDefinition() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int vocabulary = 2 + random.nextInt(12);
            float[] logits = new float[vocabulary];
            for (int i = 0; i < vocabulary; i++) {
                logits[i] = (float) (3 * random.nextGaussian());
            }
            int[] seen = random.ints(random.nextInt(6), 0, vocabulary).toArray();
            GenerateOptions options = new GenerateOptions(
                            1, 0.3 + random.nextDouble(), random.nextInt(vocabulary), seed)
                    .withTopP(random.nextBoolean() ? 1 : 0.05 + 0.95 * random.nextDouble())
                    .withRepetitionPenalty(random.nextBoolean() ? 1 : 0.5 + random.nextDouble());
            double[] wanted = probabilities(logits, seen, options);
            TokenSampler sampler = new TokenSampler(options);
            int draws = 20_000;
            int[] counts = new int[vocabulary];
            for (int i = 0; i < draws; i++) {
                counts[sampler.next(logits, seen, seen.length)]++;
            }
            for (int i = 0; i < vocabulary; i++) {
                double spread = Math.sqrt(wanted[i] * (1 - wanted[i]) / draws);
                assertThat(counts[i] / (double) draws)
                        .as("seed %d, token %d, %s", seed, i, options)
                        .isCloseTo(wanted[i], within(5 * spread + 1e-9));
            }
        }
    }

    @Test
    void ranksAreThoseOfTheSortedSoftmax() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            float[] logits = new float[1 + random.nextInt(30)];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(4) == 0 ? random.nextInt(3) : (float) (40 * random.nextGaussian()); // ties
            }
            int id = random.nextInt(logits.length);
            int most = random.nextInt(6);
            TokenRanking found = TokenRanking.of(logits, id, most, 7, one -> "t" + one);
            double sum = IntStream.range(0, logits.length)
                    .mapToDouble(i -> Math.exp((double) logits[i] - logits[id]))
                    .sum();
            assertThat(found.token().logProbability()).isCloseTo(-Math.log(sum), within(1e-9));
            List<Integer> wanted = IntStream.range(0, logits.length)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> -logits[i]).thenComparing(i -> i))
                    .limit(most)
                    .toList();
            assertThat(found.best().stream().map(TokenScore::id))
                    .as("seed %d", seed)
                    .isEqualTo(wanted);
            for (TokenScore one : found.best()) {
                assertThat(one.logProbability() - found.token().logProbability())
                        .isCloseTo((double) logits[one.id()] - logits[id], within(1e-9));
                assertThat(one.text()).isEqualTo("t" + one.id());
                assertThat(one.byteOffset()).isEqualTo(7);
            }
        }
        float[] impossible = {1, Float.NEGATIVE_INFINITY};
        assertThat(TokenRanking.of(impossible, 0, 2, 0, one -> "").best()).hasSize(1);
        assertThatThrownBy(() -> TokenRanking.of(impossible, 1, 0, 0, one -> ""))
                .hasMessage("found a log-probability of -Infinity of token 1, wanted a finite one");
        assertThatThrownBy(() -> TokenRanking.of(new float[] {1, Float.NaN}, 0, 1, 0, one -> ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void greedyKnowsOnlyThePenalty() {
        TokenSampler sampler = new TokenSampler(GenerateOptions.greedy(1).withRepetitionPenalty(2));
        assertThat(sampler.next(new float[] {1, 3, 2}, new int[] {1, 9}, 0)).isEqualTo(1);
        assertThat(sampler.next(new float[] {1, 3, 2}, new int[] {1}, 1)).isEqualTo(2);
        assertThat(sampler.next(new float[] {-3, -2, -3.5f}, new int[] {1, 1}, 2))
                .isEqualTo(0);
        assertThat(sampler.next(new float[] {5, 5, 5}, new int[0], 0)).isZero();
    }

    @Test
    void equallyLikelyTokensOnTheEdge() {
        TokenSampler sampler = new TokenSampler(SAMPLED.withTopP(0.5));
        float[] logits = {0, 0, 0, 0};
        int[] drawn = IntStream.range(0, 200)
                .map(i -> sampler.next(logits, new int[0], 0))
                .distinct()
                .sorted()
                .toArray();
        assertThat(drawn).containsExactly(0, 1);
    }

    @Test
    void impossibleLogitsAndOptionsAreRefused() {
        TokenSampler sampler = new TokenSampler(SAMPLED);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> sampler.next(new float[] {0, bad}, new int[0], 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> SAMPLED.withTopP(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SAMPLED.withTopP(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SAMPLED.withTopK(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SAMPLED.withRepetitionPenalty(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SAMPLED.withTemperature(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SAMPLED.withStop("a", "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(SAMPLED.withStop("a").withSeed(4).stop()).containsExactly("a");
    }

    @Test
    void streamsAreWholeCharactersAndEndBeforeTheFirstStop() {
        String alphabet = "aab\u00e9\u4e2d\ud83d\ude00";
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            StringBuilder whole = new StringBuilder();
            random.ints(random.nextInt(20), 0, 5).forEach(i -> whole.append(alphabet, i, i + 1));
            random.ints(random.nextInt(3), 0, 5).forEach(i -> whole.append("\ud83d\ude00"));
            String text = whole.toString();
            List<String> stop = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                stop.add(List.of("ab", "aab", "b", "\u00e9\u4e2d", "\ud83d\ude00", "ba\u00e9", "aaaa")
                        .get(random.nextInt(7)));
            }
            List<String> pieces = new ArrayList<>();
            TextStream stream = new TextStream(stop, pieces::add);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean more = true;
            for (int from = 0; from < bytes.length && more; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(4));
                more = stream.add(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            assertThat(stream.finish())
                    .as("seed %d: %s until %s", seed, text, stop)
                    .isEqualTo(cut(text, stop));
            assertThat(String.join("", pieces)).isEqualTo(stream.finish());
            assertThat(pieces)
                    .allSatisfy(piece -> assertThat(piece).isNotEmpty().doesNotContain("\ufffd"));
        }
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        TextStream stream = new TextStream(List.of(), piece -> {});
        stream.add(new byte[] {(byte) 0xe4, 'a', (byte) 0xff});
        stream.add(new byte[] {(byte) 0xf0, (byte) 0x9f});
        assertThat(stream.finish()).isEqualTo("\ufffda\ufffd\ufffd");
    }

    /** The text before the stop text that ends first, of several the longest. */
    private static String cut(String text, List<String> stop) {
        for (int end = 1; end <= text.length(); end++) {
            String until = text.substring(0, end);
            int longest = stop.stream()
                    .filter(until::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return until.substring(0, end - longest);
            }
        }
        return text;
    }

    private static double[] probabilities(float[] logits, int[] seen, GenerateOptions options) {
        int n = logits.length;
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            int token = i;
            boolean repeated = IntStream.of(seen).anyMatch(id -> id == token);
            double penalty = repeated ? options.repetitionPenalty() : 1;
            scores[i] = (logits[i] < 0 ? logits[i] * penalty : logits[i] / penalty) / options.temperature();
        }
        Integer[] ascending = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(ascending, Comparator.comparingDouble(i -> scores[i]));
        for (int i = 0; options.topK() > 0 && i < n - options.topK(); i++) {
            scores[ascending[i]] = Double.NEGATIVE_INFINITY;
        }
        double[] p = softmax(scores);
        double cumulative = 0;
        for (int i = 0; i < n - 1 && options.topP() < 1; i++) {
            cumulative += p[ascending[i]];
            if (cumulative <= 1 - options.topP()) {
                scores[ascending[i]] = Double.NEGATIVE_INFINITY;
            }
        }
        return softmax(scores);
    }

    private static double[] softmax(double[] scores) {
        double largest = Arrays.stream(scores).max().orElseThrow();
        double[] p =
                Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(value -> value / sum).toArray();
    }
}
