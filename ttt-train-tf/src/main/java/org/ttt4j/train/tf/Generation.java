package org.ttt4j.train.tf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ttt4j.api.BackendException;
import org.ttt4j.api.GenerateOptions;
import org.ttt4j.api.Generated;
import org.ttt4j.api.RunControl;
import org.ttt4j.api.TextStream;
import org.ttt4j.api.TokenRanking;
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
     *
     * @param most how many of the likeliest tokens are told in each place
     */
    Generated continuation(String prompt, int most, RunControl control, Consumer<String> listener) {
        int context = model.contextTokens();
        int[] tokens = codec.prompt(prompt);
        int count = tokens.length;
        int read = 0;
        long bytes = 0;
        boolean wanted = true;
        TokenSampler sampler = new TokenSampler(options);
        TextStream text = new TextStream(options.stop(), listener);
        List<TokenRanking> drawn = new ArrayList<>();
        try (Decoder decoder = model.decoder()) {
            for (int made = 0; made < options.maxTokens() && wanted; made++) {
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
                wanted = !codec.endings().contains(next);
                if (wanted) {
                    drawn.add(TokenRanking.of(logits, next, most, bytes, this::spelled));
                    byte[] more = codec.tokenizer().bytes(next);
                    bytes += more.length;
                    wanted = text.add(more);
                    tokens = count < tokens.length ? tokens : Arrays.copyOf(tokens, 2 * count);
                    tokens[count++] = next;
                }
            }
        }
        return Generated.of(text.finish(), drawn, wanted);
    }

    private String spelled(int id) {
        return new String(codec.tokenizer().bytes(id), StandardCharsets.UTF_8);
    }

    private static int choose(TokenSampler sampler, float[] logits, int[] seen, int count) {
        try {
            return sampler.next(logits, seen, count);
        } catch (IllegalArgumentException notFinite) {
            throw new BackendException(Ids.BACKEND, notFinite.getMessage(), notFinite);
        }
    }
}
