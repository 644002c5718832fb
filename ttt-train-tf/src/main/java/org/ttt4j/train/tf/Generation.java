package org.ttt4j.train.tf;

import java.util.Arrays;
import java.util.function.Consumer;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.TextStream;
import org.ttt4j.api.TokenSampler;

/** Draws one token after the other. Confined to one thread. */
final class Generation {

    private final LanguageModel model;
    private final Codec codec;
    private final GenerateOptions options;

    Generation(LanguageModel model, Codec codec, GenerateOptions options) {
        this.model = model;
        this.codec = codec;
        this.options = options;
    }

    /**
     * The new text, up to what ends it. While it fits the context, a token costs one step of a {@link Decoder}; then the
     * model sees the tail, whose positions change with each token, so that a token costs a pass over all of it.
     */
    String continuation(String prompt, RunControl control, Consumer<String> listener) {
        int context = model.contextTokens();
        int[] tokens = codec.prompt(prompt);
        int count = tokens.length;
        int read = 0;
        TokenSampler sampler = new TokenSampler(options);
        TextStream text = new TextStream(options.stop(), listener);
        try (Decoder decoder = model.decoder()) {
            for (int made = 0; made < options.maxTokens(); made++) {
                control.checkCancelled();
                float[] logits;
                if (count <= context) {
                    logits = decoder.next(Arrays.copyOfRange(tokens, read, count));
                    read = count;
                } else {
                    decoder.forget();
                    logits = model.nextLogits(Arrays.copyOfRange(tokens, count - context, count));
                }
                int next = choose(sampler, logits, tokens, count);
                if (codec.endings().contains(next)
                        || !text.add(codec.tokenizer().bytes(next))) {
                    break;
                }
                tokens = count < tokens.length ? tokens : Arrays.copyOf(tokens, 2 * count);
                tokens[count++] = next;
            }
        }
        return text.finish();
    }

    private static int choose(TokenSampler sampler, float[] logits, int[] seen, int count) {
        try {
            return sampler.next(logits, seen, count);
        } catch (IllegalArgumentException notFinite) {
            throw new BackendException(Ids.BACKEND, notFinite.getMessage(), notFinite);
        }
    }
}
