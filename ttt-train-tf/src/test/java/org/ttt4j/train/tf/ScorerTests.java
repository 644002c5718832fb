package org.ttt4j.train.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;

/** Scores of several texts at once against each alone, and of tokens against the reference's likelihoods. */
class ScorerTests {

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void severalTextsScoreAsEachAlone(Golden golden) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int length : new int[] {0, 1, 40, 40, 40, 127, 128, 128, 129, 300, 300, 700}) {
            texts.add(("text " + texts.size() + " of the many, ").repeat(50).substring(0, length));
        }
        try (LanguageModel model = golden.open("model.safetensors")) {
            Scorer scorer = new Scorer(model, new ByteTokenizer(), 256);
            List<Score> alone = new ArrayList<>();
            for (String text : texts) {
                alone.addAll(scorer.scores(List.of(text), 1, RunControl.silent()));
            }
            assertThat(scorer.scores(texts, 1, RunControl.silent())).isEqualTo(alone);
            List<Score> together = scorer.scores(texts, 8, RunControl.silent());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(together.get(i).bytes()).isEqualTo(alone.get(i).bytes());
                assertThat(together.get(i).tokens()).isEqualTo(alone.get(i).tokens());
                double bits = alone.get(i).bits();
                assertThat(together.get(i).bits()).isCloseTo(bits, within(1e-6 * bits));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void tokensScoreAsTheReferenceHasIt(Golden golden) throws IOException {
        int[] ids = golden.ids();
        double[] wanted = Golden.doubles(golden.expected.at("/forward/token_nll"));
        Tokenizer given = new GivenIds(Arrays.copyOfRange(ids, 1, ids.length));
        try (LanguageModel model = golden.open("model.safetensors")) {
            Scorer scorer = new Scorer(model, given, ids[0]);
            List<TokenScore> tokens = scorer.tokens("", RunControl.silent());
            assertThat(tokens).hasSize(wanted.length);
            double sum = 0;
            for (int i = 0; i < wanted.length; i++) {
                assertThat(tokens.get(i).id()).isEqualTo(ids[i + 1]);
                assertThat(tokens.get(i).byteOffset()).isEqualTo(2L * i);
                assertThat(tokens.get(i).logProbability()).isCloseTo(-wanted[i], within(2e-5));
                sum -= tokens.get(i).logProbability();
            }
            double bits =
                    scorer.scores(List.of(""), 1, RunControl.silent()).get(0).bits();
            assertThat(sum / Math.log(2)).isCloseTo(bits, within(1e-9 * bits));
        }
    }

    /** The reference's logits in float64, sorted. */
    @ParameterizedTest
    @MethodSource("org.ttt4j.train.tf.Golden#all")
    void likeliestTokensAreThoseOfTheReferencesLogits(Golden golden) throws IOException {
        int[] ids = golden.ids();
        int vocabulary = golden.architecture().vocabulary();
        float[] all = new float[golden.logits().remaining()];
        golden.logits().get(all);
        Tokenizer given = new GivenIds(Arrays.copyOfRange(ids, 1, ids.length));
        try (LanguageModel model = golden.open("model.safetensors")) {
            Scorer scorer = new Scorer(model, given, ids[0]);
            List<TokenRanking> places = scorer.places("", 5, RunControl.silent());
            assertThat(places.stream().map(TokenRanking::token)).isEqualTo(scorer.tokens("", RunControl.silent()));
            int[] rows = golden.rows();
            for (int i = 0; i < rows.length && rows[i] < places.size(); i++) {
                float[] logits = Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary);
                TokenRanking wanted = TokenRanking.of(logits, ids[rows[i] + 1], 5, 0, id -> "");
                TokenRanking found = places.get(rows[i]);
                assertThat(found.best()).hasSize(5);
                for (int rank = 0; rank < 5; rank++) {
                    TokenScore one = found.best().get(rank);
                    assertThat(one.logProbability())
                            .isCloseTo(wanted.best().get(rank).logProbability(), within(2e-5));
                    // Of two that are as likely either may come first.
                    assertThat((double) logits[one.id()])
                            .isCloseTo(logits[wanted.best().get(rank).id()], within(2e-5));
                }
            }
            assertThat(scorer.places("", 1_000_000, RunControl.silent()).get(0).best())
                    .hasSize(vocabulary);
        }
    }

    /** Has one text, whose tokens are two bytes each. */
    private record GivenIds(List<Integer> ids) implements Tokenizer {

        GivenIds(int[] ids) {
            this(Arrays.stream(ids).boxed().toList());
        }

        @Override
        public int[] encode(String text) {
            return ids.stream().mapToInt(id -> id).toArray();
        }

        @Override
        public String decode(int[] some) {
            return "ab".repeat(some.length);
        }

        @Override
        public byte[] bytes(int id) {
            return new byte[] {'a', 'b'};
        }

        @Override
        public byte[][] spelled(int[] some) {
            return Arrays.stream(some).mapToObj(this::bytes).toArray(byte[][]::new);
        }

        @Override
        public int size() {
            return 257;
        }

        @Override
        public int endOfText() {
            return -1;
        }

        @Override
        public byte[] toJson() {
            return new byte[0];
        }
    }
}
