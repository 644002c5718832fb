package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.Score;

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

    /** The text's score; one window after the other, so that the result depends on this text alone. */
    Score score(String text, RunControl control) {
        int[] tokens = tokenizer.encode(text);
        double nats = 0;
        for (RollingWindows.Window window : windows(tokens)) {
            control.checkCancelled();
            nats += nats(model.losses(new int[][] {window.inputs}, new int[][] {window.targets}), 0, window);
        }
        return score(nats, text, tokens.length);
    }

    /** Sum over many texts; windows of equal length share a run, which is faster and differs in the last digits. */
    Score total(List<String> texts, int batch, RunControl control) {
        List<RollingWindows.Window> windows = new ArrayList<>();
        Score lengths = Score.ZERO;
        for (String text : texts) {
            int[] tokens = tokenizer.encode(text);
            windows.addAll(windows(tokens));
            lengths = lengths.plus(score(0, text, tokens.length));
        }
        windows.sort(Comparator.comparingInt(window -> -window.inputs.length));
        double nats = 0;
        for (int from = 0; from < windows.size(); ) {
            control.checkCancelled();
            int to = from + 1;
            while (to < windows.size()
                    && to - from < batch
                    && windows.get(to).inputs.length == windows.get(from).inputs.length) {
                to++;
            }
            List<RollingWindows.Window> part = windows.subList(from, to);
            float[] losses = model.losses(
                    part.stream().map(window -> window.inputs).toArray(int[][]::new),
                    part.stream().map(window -> window.targets).toArray(int[][]::new));
            for (int row = 0; row < part.size(); row++) {
                nats += nats(losses, row, part.get(row));
            }
            from = to;
        }
        return lengths.plus(new Score(nats / Math.log(2), 0, 0));
    }

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
