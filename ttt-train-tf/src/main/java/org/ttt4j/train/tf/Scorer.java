package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;

/** Bits of texts under a model's current weights. Confined to one thread. */
final class Scorer {

    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final int endOfText;

    Scorer(LanguageModel model, Tokenizer tokenizer, int endOfText) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.endOfText = endOfText;
    }

    /** The score of each token of a text. */
    List<TokenScore> tokens(String text, RunControl control) {
        return places(text, 0, control).stream().map(TokenRanking::token).toList();
    }

    /** The same with so many of the likeliest tokens in each place. */
    List<TokenRanking> places(String text, int most, RunControl control) {
        int[] ids = tokenizer.encode(text);
        byte[][] spelled = tokenizer.spelled(ids);
        List<TokenRanking> places = new ArrayList<>(ids.length);
        long offset = 0;
        for (RollingWindows.Window window : windows(ids)) {
            control.checkCancelled();
            Ranked ranked = most > 0
                    ? model.ranked(window.inputs, window.targets, most)
                    : new Ranked(
                            model.losses(new int[][] {window.inputs}, new int[][] {window.targets}),
                            new float[0],
                            0,
                            new int[0],
                            new float[0]);
            float[] losses = ranked.losses;
            nats(losses, 0, window);
            for (int i = losses.length - window.scored; i < losses.length; i++) {
                int at = places.size();
                // Rounding can leave a loss a little below zero.
                TokenScore token = new TokenScore(ids[at], text(spelled[at]), offset, Math.min(0, -(double) losses[i]));
                places.add(new TokenRanking(token, best(ranked, i, token)));
                offset += spelled[at].length;
            }
        }
        return places;
    }

    private List<TokenScore> best(Ranked ranked, int target, TokenScore token) {
        List<TokenScore> best = new ArrayList<>(ranked.count());
        for (int rank = 0; rank < ranked.count(); rank++) {
            int id = ranked.id(target, rank);
            best.add(
                    id == token.id()
                            ? token
                            : new TokenScore(
                                    id,
                                    text(tokenizer.bytes(id)),
                                    token.byteOffset(),
                                    ranked.logProbability(target, rank)));
        }
        return best;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * One score per text. With a batch of 1 one window after the other, so that a score depends on its text alone; else
     * windows of equal length share a run, which can be faster and can differ in the last digits.
     */
    List<Score> scores(List<String> texts, int batch, RunControl control) {
        List<Part> parts = new ArrayList<>();
        int[] lengths = new int[texts.size()];
        for (int i = 0; i < lengths.length; i++) {
            int[] tokens = tokenizer.encode(texts.get(i));
            lengths[i] = tokens.length;
            for (RollingWindows.Window window : windows(tokens)) {
                parts.add(new Part(i, window));
            }
        }
        parts.sort(Comparator.comparingInt(part -> -part.window.inputs.length));
        double[] nats = new double[lengths.length];
        for (int from = 0; from < parts.size(); ) {
            control.checkCancelled();
            int to = from + 1;
            while (to < parts.size()
                    && to - from < batch
                    && parts.get(to).window.inputs.length == parts.get(from).window.inputs.length) {
                to++;
            }
            List<Part> together = parts.subList(from, to);
            float[] losses = model.losses(
                    together.stream().map(part -> part.window.inputs).toArray(int[][]::new),
                    together.stream().map(part -> part.window.targets).toArray(int[][]::new));
            for (int row = 0; row < together.size(); row++) {
                nats[together.get(row).text] += nats(losses, row, together.get(row).window);
            }
            from = to;
        }
        List<Score> scores = new ArrayList<>(lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            scores.add(score(nats[i], texts.get(i), lengths[i]));
        }
        return scores;
    }

    /** Sum over many texts, see {@link #scores}. */
    Score total(List<String> texts, int batch, RunControl control) {
        return scores(texts, batch, control).stream().reduce(Score.ZERO, Score::plus);
    }

    /** A window of one of several texts. */
    private record Part(int text, RollingWindows.Window window) {}

    private List<RollingWindows.Window> windows(int[] tokens) {
        return RollingWindows.of(tokens, endOfText, model.contextTokens());
    }

    private static double nats(float[] losses, int row, RollingWindows.Window window) {
        int end = (row + 1) * window.inputs.length;
        double nats = 0;
        for (int i = end - window.scored; i < end; i++) {
            nats += losses[i];
        }
        if (!Double.isFinite(nats)) {
            throw new BackendException(
                    Ids.BACKEND, "found a log-likelihood of " + -nats + ", wanted a finite one (are the weights?)");
        }
        return nats;
    }

    private static Score score(double nats, String text, int tokens) {
        return new Score(nats / Math.log(2), text.getBytes(StandardCharsets.UTF_8).length, tokens);
    }
}
