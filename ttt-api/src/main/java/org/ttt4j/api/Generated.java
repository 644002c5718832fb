package org.ttt4j.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A text that a model wrote, with the tokens that it drew. Thread-safe.
 *
 * @param text the continuation
 * @param tokens those that begin within the text, in order, with offsets that count from the continuation's beginning;
 *     empty for a text that has some if the trainer does not tell
 * @param cut whether it ends because it has as many tokens as were wanted, rather than by a stop text or the model's own
 *     end; false if the trainer does not tell
 */
public record Generated(String text, List<TokenRanking> tokens, boolean cut) {

    /**
     * Copies the list.
     *
     * @param text not null
     * @param tokens in order
     * @param cut whether the length ended it
     */
    public Generated {
        Objects.requireNonNull(text, "text");
        tokens = List.copyOf(tokens);
    }

    /**
     * What was generated, without the tokens that a stop text has cut off.
     *
     * @param text the continuation
     * @param drawn all tokens that were drawn for the text, in order, but for one that ends it
     * @param cut whether the length ended it
     * @return with the tokens that begin within the text
     */
    public static Generated of(String text, List<TokenRanking> drawn, boolean cut) {
        long end = text.getBytes(StandardCharsets.UTF_8).length;
        return new Generated(
                text,
                cut
                        ? drawn
                        : drawn.stream()
                                .filter(one -> one.token().byteOffset() < end)
                                .toList(),
                cut);
    }
}
