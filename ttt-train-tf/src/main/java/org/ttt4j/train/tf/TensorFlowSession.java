package org.ttt4j.train.tf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;
import org.ttt4j.api.Step;
import org.ttt4j.api.TokenRanking;
import org.ttt4j.api.TokenScore;
import org.ttt4j.api.Trainer;

/**
 * A session on one slot of the trainer. Confined to one thread, but for {@link #close()}, which any thread may call: it
 * waits for the step or window in progress, and what was going on ends with an IllegalStateException before the next.
 */
final class TensorFlowSession implements Trainer.Session {

    private final AdaptedModel slot;
    private final Codec codec;
    private final RunIdentity identity;
    private final int scoredTogether;
    private final Saving saved;
    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();

    TensorFlowSession(
            AdaptedModel slot, Codec codec, RunIdentity identity, int scoredTogether, Saving saved, Runnable giveBack) {
        this.slot = slot;
        this.codec = codec;
        this.identity = identity;
        this.scoredTogether = scoredTogether;
        this.saved = saved;
        this.giveBack = giveBack;
    }

    @Override
    public List<Score> score(List<String> texts, RunControl control) {
        checkOpen();
        return scorer().scores(texts, scoredTogether, control);
    }

    @Override
    public List<TokenScore> scoreTokens(String text, RunControl control) {
        checkOpen();
        return scorer().tokens(text, control);
    }

    @Override
    public List<TokenRanking> rankTokens(String text, int most, RunControl control) {
        checkOpen();
        return scorer().places(text, most, control);
    }

    @Override
    public List<Step> train(long[] ids, List<String> texts, RunControl control) {
        String mark = slot.settings().answerAfter();
        int[] promptChars = new int[texts.size()];
        if (!mark.isEmpty()) {
            Arrays.setAll(
                    promptChars, i -> texts.get(i).contains(mark) ? texts.get(i).indexOf(mark) + mark.length() : 0);
        }
        return trainAnswers(ids, texts, promptChars, control);
    }

    @Override
    public List<Step> trainAnswers(long[] ids, List<String> texts, int[] promptChars, RunControl control) {
        checkOpen();
        if (ids.length != texts.size() || promptChars.length != texts.size()) {
            throw new IllegalArgumentException("found " + ids.length + " ids, " + texts.size() + " texts and "
                    + promptChars.length + " prompts, wanted as many of the one as of the other");
        }
        for (int i = 0; i < promptChars.length; i++) {
            if (promptChars[i] < 0 || promptChars[i] > texts.get(i).length()) {
                throw new IllegalArgumentException("found a prompt of " + promptChars[i] + " characters in a text of "
                        + texts.get(i).length() + ", wanted none beyond it");
            }
        }
        return new TextTraining(slot, codec.tokenizer(), control).train(ids, texts, promptChars);
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
        checkOpen();
        return new Generation(slot.model(), codec, options).continuation(prompt, most, control, listener);
    }

    @Override
    public void save(Path directory, RunControl control) {
        checkOpen();
        saved.write(slot.model(), directory, control);
    }

    @Override
    public Trainer.Online online() {
        checkOpen();
        return new TensorFlowOnline(slot, codec, identity, this::checkOpen);
    }

    @Override
    public void reset() {
        checkOpen();
        slot.reset();
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            giveBack.run();
        }
    }

    private Scorer scorer() {
        return new Scorer(slot.model(), codec.tokenizer(), codec.prefix());
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("TensorFlowSession is closed");
        }
    }
}
