package org.ttt4j.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.Progress;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TextStream;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenSampler;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/** A copy of the base model that learns. Confined to one thread. */
final class BytesSession implements Trainer.Session {

    final int context;
    final String fingerprint;
    final ByteModel base;
    final ByteModel model;
    private final Runnable release;
    private int steps;
    private boolean closed;

    /**
     * Makes a session.
     *
     * @param context tokens in a chunk and in a window
     * @param fingerprint of the trainer
     * @param base what reset goes back to
     * @param model of the same settings; the session's own from now on
     * @param release gives the slot back
     */
    BytesSession(int context, String fingerprint, ByteModel base, ByteModel model, Runnable release) {
        this.context = context;
        this.fingerprint = fingerprint;
        this.base = base;
        this.model = model;
        this.release = release;
        model.copyFrom(base);
    }

    @Override
    public List<Score> score(List<String> texts, RunControl control) {
        refuseWhenClosed();
        List<Score> scores = new ArrayList<>(texts.size());
        for (String text : texts) {
            scores.add(score(text, control));
        }
        return List.copyOf(scores);
    }

    /** Windows as in lm-evaluation-harness: disjoint targets, the last window reaches back to a full context. */
    private Score score(String text, RunControl control) {
        int[] tokens = ByteTokens.withStart(text);
        double nats = 0;
        for (int from = 1; from < tokens.length; from += context) {
            control.checkCancelled();
            int to = Math.min(from + context, tokens.length);
            nats += model.loss(tokens, Math.max(0, to - 1 - context), from, to);
        }
        long bytes = tokens.length - 1L;
        return new Score(nats / Math.log(2), bytes, bytes);
    }

    @Override
    public List<Step> train(long[] ids, List<String> texts, RunControl control) {
        refuseWhenClosed();
        if (ids.length != texts.size()) {
            throw new IllegalArgumentException(
                    "found " + ids.length + " ids and " + texts.size() + " texts, wanted as many");
        }
        List<Step> taken = new ArrayList<>();
        try {
            for (int i = 0; i < ids.length; i++) {
                int[] tokens = ByteTokens.of(texts.get(i));
                for (int from = 0; from + 1 < tokens.length; from += context) { // a chunk of one predicts nothing
                    control.checkCancelled();
                    taken.add(step(ids[i], tokens, from, from + 1, Math.min(from + context, tokens.length)));
                    control.report(new Progress.Stepped(taken.get(taken.size() - 1)));
                }
            }
        } catch (RuntimeException stopped) {
            reset();
            throw stopped;
        }
        return List.copyOf(taken);
    }

    /** One step on the tokens [from, to), each given those from {@code start} on. */
    Step step(long id, int[] tokens, int start, int from, int to) {
        long before = System.nanoTime();
        double loss = model.step(tokens, start, from, to);
        return new Step(steps++, id, loss, Duration.ofNanos(System.nanoTime() - before));
    }

    /** Number of steps since it began or was reset. */
    int steps() {
        return steps;
    }

    /** Becomes a session that took so many steps, whose weights and squares are written by the caller. */
    void continueAfter(int taken) {
        steps = taken;
    }

    @Override
    public Trainer.Online online() {
        refuseWhenClosed();
        return new BytesOnline(this);
    }

    @Override
    public List<TokenScore> scoreTokens(String text, RunControl control) {
        refuseWhenClosed();
        int[] tokens = ByteTokens.withStart(text);
        List<TokenScore> scores = new ArrayList<>();
        for (int at = 1; at < tokens.length; at++) {
            control.checkCancelled();
            double nats = model.loss(tokens, windowStart(at, tokens.length), at, at + 1);
            scores.add(new TokenScore(tokens[at], spelled(tokens[at]), at - 1L, Math.min(0, -nats)));
        }
        return List.copyOf(scores);
    }

    @Override
    public List<TokenRanking> rankTokens(String text, int most, RunControl control) {
        int[] tokens = ByteTokens.withStart(text);
        List<TokenRanking> rankings = new ArrayList<>();
        for (TokenScore score : scoreTokens(text, control)) {
            int at = rankings.size() + 1;
            model.predict(tokens, windowStart(at, tokens.length), at);
            List<TokenScore> best = IntStream.range(0, ByteModel.VOCABULARY)
                    .mapToObj(v -> new TokenScore(v, spelled(v), score.byteOffset(), Math.min(0, -model.surprise(v))))
                    .sorted(Comparator.comparingDouble(one -> -one.logProbability())) // stable: the lower id first
                    .limit(most)
                    .toList();
            rankings.add(new TokenRanking(score, best));
        }
        return rankings;
    }

    /** What the token at {@code at} is predicted from begins there, in windows as those of {@link #score}. */
    private int windowStart(int at, int length) {
        int to = Math.min((at - 1) / context * context + 1 + context, length);
        return Math.max(0, to - 1 - context);
    }

    private static String spelled(int token) {
        return new String(ByteTokens.bytes(token), StandardCharsets.UTF_8);
    }

    @Override
    public String generate(String prompt, GenerateOptions options, RunControl control) {
        return generate(prompt, options, control, piece -> {});
    }

    @Override
    public String generate(String prompt, GenerateOptions options, RunControl control, Consumer<String> listener) {
        return generateTokens(prompt, options, 0, control, listener).text();
    }

    @Override
    public Generated generateTokens(
            String prompt, GenerateOptions options, int most, RunControl control, Consumer<String> listener) {
        refuseWhenClosed();
        int[] tokens = ByteTokens.withStart(prompt);
        int length = tokens.length;
        tokens = Arrays.copyOf(tokens, Math.addExact(length, options.maxTokens()));
        TokenSampler sampler = new TokenSampler(options);
        TextStream stream = new TextStream(options.stop(), listener);
        List<TokenRanking> drawn = new ArrayList<>();
        float[] logits = new float[ByteModel.VOCABULARY];
        boolean wanted = true;
        for (int at = length; at < tokens.length && wanted; at++) {
            control.checkCancelled();
            double[] distribution = model.predict(tokens, Math.max(0, at - context), at);
            for (int v = 0; v < logits.length; v++) {
                logits[v] = (float) Math.log(distribution[v]);
            }
            tokens[at] = sampler.next(logits, tokens, at);
            wanted = tokens[at] != ByteModel.END;
            if (wanted) {
                drawn.add(TokenRanking.of(logits, tokens[at], most, at - length, BytesSession::spelled));
                wanted = stream.add(ByteTokens.bytes(tokens[at]));
            }
        }
        return Generated.of(stream.finish(), drawn, wanted);
    }

    @Override
    public void reset() {
        refuseWhenClosed();
        model.copyFrom(base);
        steps = 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true; // the learned copy is dropped, which is the reset
            release.run();
        }
    }

    void refuseWhenClosed() {
        if (closed) {
            throw new IllegalStateException("BytesSession is closed");
        }
    }
}
