package org.ttt4j.train.tf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a text for scoring so that every token is predicted exactly once, as lm-evaluation-harness does in {@code
 * loglikelihood_rolling}: the first window starts after the prefix token, each further one starts one token early, and
 * the last one reaches back for a full context but scores only what is new. Thread-safe.
 */
final class RollingWindows {

    private RollingWindows() {}

    /** Inputs and targets of equal length, of which the last {@code scored} count. Confined to one thread. */
    static final class Window {
        final int[] inputs;
        final int[] targets;
        final int scored;

        Window(int[] inputs, int[] targets, int scored) {
            this.inputs = inputs;
            this.targets = targets;
            this.scored = scored;
        }
    }

    /**
     * Windows of a text.
     *
     * @param tokens ids of the text
     * @param prefix id that stands before it
     * @param context tokens of the longest window
     */
    static List<Window> of(int[] tokens, int prefix, int context) {
        int[] text = new int[tokens.length + 1];
        text[0] = prefix;
        System.arraycopy(tokens, 0, text, 1, tokens.length);
        List<Window> windows = new ArrayList<>();
        for (int done = 0; done < tokens.length; ) {
            int scored = Math.min(context, tokens.length - done);
            int end = done + scored;
            int start = done == 0 ? 0 : end - context;
            windows.add(new Window(
                    Arrays.copyOfRange(text, start, end), Arrays.copyOfRange(text, start + 1, end + 1), scored));
            done = end;
        }
        return windows;
    }
}
