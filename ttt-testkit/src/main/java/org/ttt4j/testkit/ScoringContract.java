package org.ttt4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;
import org.ttt4j.api.Trainer.Session;

/** The part of {@link TrainerContract} about scoring and generating; extend that class. Confined to one thread. */
public abstract class ScoringContract extends LeakChecked {

    static final String A = Samples.TEXTS.get(0);
    static final String B = Samples.TEXTS.get(1);
    static final String C = Samples.TEXTS.get(2);

    /** A word that tokenizers keep apart from its like, so that n of them cost n times the tokens. */
    private static final String WORD = " the";

    ScoringContract() {}

    /**
     * Opens the trainer under test, each time with the same settings; the contract closes it.
     *
     * @return a fresh one
     */
    protected abstract Trainer open();

    final void with(Consumer<Session> test) {
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            test.accept(session);
        }
    }

    static Score score(Session session, String text) {
        List<Score> scores = session.score(List.of(text), RunControl.silent());
        assertThat(scores).as("one score per text").hasSize(1);
        return scores.get(0);
    }

    static List<Step> train(Session session, String text) {
        return session.train(new long[] {1}, List.of(text), RunControl.silent());
    }

    /** Score i of a batch is that of text i scored alone: bits up to 0.01 %, tokens and bytes exactly. */
    @Test
    public void scoresStandAtTheirTextsRow() {
        with(session -> {
            List<Score> batch = session.score(Samples.TEXTS, RunControl.silent());
            assertThat(batch).hasSameSizeAs(Samples.TEXTS);
            for (int i = 0; i < batch.size(); i++) {
                Score alone = score(session, Samples.TEXTS.get(i));
                assertThat(batch.get(i).bits())
                        .as("bits of text %d in a batch and alone", i)
                        .isCloseTo(alone.bits(), withinPercentage(0.01)); // float32 sums, other order in a batch
                assertThat(batch.get(i).tokens()).isEqualTo(alone.tokens());
                assertThat(batch.get(i).bytes()).isEqualTo(alone.bytes());
            }
        });
    }

    /** Bytes are those of the text in UTF-8, of accents, ideographs, emoji and control characters as well. */
    @Test
    public void scoreCountsUtf8Bytes() {
        with(session -> {
            List<String> texts = new ArrayList<>(Samples.TEXTS);
            texts.addAll(List.of("é", "漢字", "😀", "a\u0301", "\0", " "));
            List<Score> scores = session.score(texts, RunControl.silent());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(scores.get(i).bytes())
                        .as("bytes of \"%s\"", texts.get(i))
                        .isEqualTo(texts.get(i).getBytes(StandardCharsets.UTF_8).length);
                assertThat(scores.get(i).bits()).isFinite().isPositive();
                assertThat(scores.get(i).tokens()).isPositive();
            }
        });
    }

    /** Empty texts score {@link Score#ZERO} and change nothing for their neighbours; no text gives no score. */
    @Test
    public void emptyTextScoresZero() {
        with(session -> {
            assertThat(session.score(List.of("", A, ""), RunControl.silent()))
                    .containsExactly(Score.ZERO, score(session, A), Score.ZERO);
            assertThat(session.score(List.of(), RunControl.silent())).isEmpty();
        });
    }

    /** Scoring leaves nothing behind that changes the next score. */
    @Test
    public void scoringTwiceGivesTheSame() {
        with(session -> {
            Score first = score(session, A);
            assertThat(score(session, B)).isNotEqualTo(first);
            assertThat(score(session, A)).isEqualTo(first);
        });
    }

    /** Tokens are linear in the words, whatever the number of windows; bits stay near what a single window costs. */
    @Test
    public void windowedScoreCountsEachTokenOnce() {
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            int context = trainer.traits().contextTokens();
            long two = score(session, WORD.repeat(2)).tokens();
            long perWord = score(session, WORD.repeat(3)).tokens() - two;
            assertThat(perWord).as("tokens per word").isPositive();
            int wordsInOneWindow = (int) Math.max(1, context / perWord - 1);
            double dearest = Math.max(
                    bitsPerToken(session, 1),
                    Math.max(bitsPerToken(session, 2), bitsPerToken(session, wordsInOneWindow)));
            for (int words : new int[] {wordsInOneWindow + 3, 2 * wordsInOneWindow + 5, 4 * wordsInOneWindow + 1}) {
                Score found = score(session, WORD.repeat(words));
                assertThat(found.tokens())
                        .as("tokens of %d words, context %d", words, context)
                        .isEqualTo(two + perWord * (words - 2));
                assertThat(found.bits() / found.tokens())
                        .as("bits per token of %d words, context %d, at most %f in one window", words, context, dearest)
                        .isLessThan(1.25 * dearest);
            }
        }
    }

    /** A text of more words costs more bits, over the borders of windows as well. */
    @Test
    public void longerTextsCostMoreBits() {
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            int context = trainer.traits().contextTokens();
            Score before = Score.ZERO;
            for (int words : new int[] {1, 2, 4, 8, context, 2 * context, 3 * context}) {
                Score longer = score(session, WORD.repeat(words));
                if (words > before.bytes() / WORD.length()) {
                    assertThat(longer.bits()).as("bits of %d words", words).isGreaterThan(before.bits());
                    before = longer;
                }
            }
        }
    }

    /** A cancelled control ends the scoring, and the next score is right. */
    @Test
    public void cancelledScoringThrowsAndHarmsNothing() {
        with(session -> {
            Score before = score(session, A);
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> session.score(List.of(A, B), cancelled)).isInstanceOf(CancellationException.class);
            assertThat(score(session, A)).isEqualTo(before);
        });
    }

    /**
     * Log-probabilities of single tokens add up to the bits of the whole up to a billionth, and their offsets rise
     * within the text; skipped where the trainer cannot tell.
     */
    @Test
    public void tokenScoresAddUpToTheScore() {
        with(session -> {
            assumeTokensAreScored(session);
            for (String text : List.of("", A, "na\u00efve \u4e2d\u6587 \ud83d\ude00", WORD.repeat(40))) {
                Score whole = score(session, text);
                List<TokenScore> tokens = session.scoreTokens(text, RunControl.silent());
                assertThat(tokens).as("tokens of %s", text).hasSize((int) whole.tokens());
                double nats = 0;
                long end = 0;
                for (TokenScore token : tokens) {
                    nats -= token.logProbability();
                    assertThat(token.byteOffset()).as("offset of %s", token).isBetween(end, whole.bytes());
                    end = token.byteOffset();
                }
                assertThat(nats / Math.log(2)).isCloseTo(whole.bits(), within(1e-9 * whole.bits()));
            }
        });
    }

    /** Ranking tells the scored tokens with the likeliest ones of each place, likeliest first, each once. */
    @Test
    public void rankedTokensAreTheScoredTokens() {
        with(session -> {
            assumeTokensAreScored(session);
            for (String text : List.of("", "na\u00efve \u4e2d\u6587", WORD.repeat(40))) {
                List<TokenScore> scored = session.scoreTokens(text, RunControl.silent());
                for (int most : new int[] {0, 3}) {
                    List<TokenRanking> ranked = session.rankTokens(text, most, RunControl.silent());
                    assertThat(ranked.stream().map(TokenRanking::token))
                            .as("tokens of %s", text)
                            .isEqualTo(scored);
                    ranked.forEach(one -> checkBest(one, most));
                }
            }
        });
    }

    /** The tokens told are those of the generated text, the likeliest of their places where none is drawn by chance. */
    @Test
    public void generatedTokensMakeTheText() {
        with(session -> {
            GenerateOptions greedy = GenerateOptions.greedy(12);
            String whole = session.generate("The harbour", greedy, RunControl.silent());
            Generated generated = session.generateTokens("The harbour", greedy, 2, RunControl.silent(), piece -> {});
            assertThat(generated.text()).isEqualTo(whole);
            if (generated.tokens().isEmpty()) {
                return; // a trainer need not tell
            }
            assertThat(generated.tokens().size()).isLessThanOrEqualTo(12);
            assertThat(generated.cut()).isEqualTo(generated.tokens().size() == 12);
            long end = 0;
            for (TokenRanking one : generated.tokens()) {
                checkBest(one, 2);
                assertThat(one.token().byteOffset()).as("offset of %s", one).isGreaterThanOrEqualTo(end);
                end = one.token().byteOffset();
                if (!one.best().isEmpty()) {
                    assertThat(one.best().get(0))
                            .as("the likeliest token is drawn")
                            .isEqualTo(one.token());
                }
            }
            String stop = whole.substring(0, Math.min(1, whole.length()));
            if (!stop.isBlank()) {
                Generated none = session.generateTokens(
                        "The harbour", greedy.withStop(stop), 0, RunControl.silent(), piece -> {});
                assertThat(none).isEqualTo(new Generated("", List.of(), false));
            }
        });
    }

    private static void checkBest(TokenRanking place, int most) {
        List<TokenScore> best = place.best();
        assertThat(best.size()).as("likeliest tokens of %s", place).isLessThanOrEqualTo(most);
        assertThat(best.stream().map(TokenScore::id)).doesNotHaveDuplicates();
        double share =
                best.stream().mapToDouble(one -> Math.exp(one.logProbability())).sum();
        assertThat(share).as("probability of %s", best).isLessThan(1 + 1e-5);
        if (!best.isEmpty() && best.stream().noneMatch(one -> one.equals(place.token()))) {
            assertThat(best.stream().map(TokenScore::id))
                    .doesNotContain(place.token().id());
            assertThat(place.token().logProbability())
                    .as("log-probability of what is not among the likeliest")
                    .isLessThanOrEqualTo(best.get(best.size() - 1).logProbability() + 1e-5);
        }
    }

    /**
     * The pieces handed on make up the text that is returned, none is empty, no stop text shows, and without a listener
     * the text is the same.
     */
    @Test
    public void streamedTextIsTheReturnedText() {
        with(session -> {
            GenerateOptions options = new GenerateOptions(24, 1.5, 0, 5).withStop("e", "th");
            StringBuilder pieces = new StringBuilder();
            String text = session.generate("The harbour", options, RunControl.silent(), piece -> {
                assertThat(piece).isNotEmpty();
                pieces.append(piece);
            });
            assertThat(pieces.toString()).isEqualTo(text).doesNotContain("e").doesNotContain("th");
            assertThat(session.generate("The harbour", options, RunControl.silent()))
                    .isEqualTo(text);
        });
    }

    /** At temperature 0 the same prompt gives the same text, and generating changes no weight. */
    @Test
    public void greedyGenerationIsDeterministic() {
        with(session -> {
            Score before = score(session, A);
            String first = session.generate("The harbour", GenerateOptions.greedy(8), RunControl.silent());
            assertThat(session.generate("The harbour", GenerateOptions.greedy(8), RunControl.silent()))
                    .isEqualTo(first);
            assertThat(score(session, A)).as("generating trains nothing").isEqualTo(before);
        });
    }

    /** At temperature 1 equal seeds give equal texts, and three seeds not all the same. */
    @Test
    public void sampledGenerationFollowsTheSeed() {
        with(session -> {
            List<String> texts = new ArrayList<>();
            for (long seed : new long[] {1, 2, 3, 1, 2, 3}) {
                texts.add(session.generate("The ", new GenerateOptions(12, 1.0, 0, seed), RunControl.silent()));
            }
            assertThat(texts.subList(0, 3)).as("the same seeds again").isEqualTo(texts.subList(3, 6));
            assertThat(texts.subList(0, 3).stream().distinct())
                    .as("three seeds")
                    .hasSizeGreaterThan(1);
        });
    }

    /** Two prompts that differ only before their last context continue alike. */
    @Test
    public void longPromptsKeepTheirTail() {
        try (Trainer trainer = open();
                Session session = trainer.begin(RunControl.silent())) {
            String tail = WORD.repeat(3 * trainer.traits().contextTokens());
            GenerateOptions options = GenerateOptions.greedy(4);
            assertThat(session.generate("One beginning." + tail, options, RunControl.silent()))
                    .isEqualTo(session.generate("Another one!" + tail, options, RunControl.silent()));
        }
    }

    /** A cancelled control ends the generation. */
    @Test
    public void cancelledGenerationThrows() {
        with(session -> {
            RunControl cancelled = RunControl.silent();
            cancelled.cancel();
            assertThatThrownBy(() -> session.generate(A, GenerateOptions.greedy(8), cancelled))
                    .isInstanceOf(CancellationException.class);
        });
    }

    private static void assumeTokensAreScored(Session session) {
        try {
            session.scoreTokens("", RunControl.silent());
        } catch (BackendException cannot) {
            Assumptions.abort(cannot.getMessage());
        }
    }

    private static double bitsPerToken(Session session, int words) {
        Score found = score(session, WORD.repeat(words));
        return found.bits() / found.tokens();
    }
}
