package org.ttt4j.api;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A language model that can be adapted and put back. {@link #begin} is thread-safe; a session is confined to one
 * thread.
 */
public interface Trainer extends AutoCloseable {

    /** Fixed properties. */
    Traits traits();

    /**
     * Opens a session on the base weights, with fresh optimizer state. Waits while {@link Traits#maxSessions()} are
     * open.
     *
     * @throws java.util.concurrent.CancellationException if cancelled while waiting
     * @throws IllegalStateException if closed
     */
    Session begin(RunControl control);

    /** Releases the model. Idempotent; open sessions must be closed first. */
    @Override
    void close();

    /**
     * Fixed properties of a trainer. Thread-safe.
     *
     * @param model name of the model for people
     * @param contextTokens tokens the model sees at once, at least 2
     * @param parameters number of weights, tied ones once
     * @param maxSessions sessions that can be open at once, at least 1
     * @param device for instance {@code cpu}
     * @param fingerprint SHA-256 (hexadecimal) over weights, tokenizer and configuration
     */
    record Traits(
            String model, int contextTokens, long parameters, int maxSessions, String device, String fingerprint) {
        /** Refuses impossible sizes. */
        public Traits {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(fingerprint, "fingerprint");
            if (contextTokens < 2 || parameters < 0 || maxSessions < 1) {
                throw new IllegalArgumentException("found contextTokens=" + contextTokens + ", parameters=" + parameters
                        + ", maxSessions=" + maxSessions + ", wanted contextTokens >= 2 and maxSessions >= 1");
            }
        }
    }

    /**
     * Mutable model state. Weights, optimizer moments and step counters start at the base values and return to them,
     * bit for bit, on {@link #reset()} and {@link #close()}. Confined to one thread.
     */
    interface Session extends AutoCloseable {

        /**
         * Rolling log-likelihood of each text under the current weights, every token scored exactly once
         * (lm-evaluation-harness, {@code loglikelihood_rolling}).
         *
         * @return one score per text, in order; an empty text scores {@link Score#ZERO}
         * @throws java.util.concurrent.CancellationException if cancelled between windows
         */
        List<Score> score(List<String> texts, RunControl control);

        /**
         * What {@link #score} adds up, token by token: the log-probabilities sum to minus the score's bits times ln 2. A
         * trainer that cannot tell keeps this default.
         *
         * @return one per scored token, in order; none for an empty text
         * @throws java.util.concurrent.CancellationException if cancelled between windows
         * @throws BackendException if this trainer cannot tell
         */
        default List<TokenScore> scoreTokens(String text, RunControl control) {
            throw new BackendException("trainer", "this trainer scores texts as a whole and no single tokens");
        }

        /**
         * Takes one optimizer step per context-sized chunk of each text, first text first (Hardt &amp; Sun, arXiv
         * 2305.18466). Calls add up: training on A then B equals training on both at once.
         *
         * @param ids ids reported in the steps; ids[i] belongs to texts[i]
         * @return the steps taken, in order; a text of fewer than two tokens gives none, and none follow once a rule
         *     of the trainer's own settings finds that it is enough
         * @throws java.util.concurrent.CancellationException if cancelled between steps; the weights are then the base
         *     weights again
         * @throws BackendException if a loss is not finite
         */
        List<Step> train(long[] ids, List<String> texts, RunControl control);

        /**
         * The same on what is answered only: of each text the first characters are read and not learned. A trainer that
         * cannot keeps this default.
         *
         * @param promptChars how many characters of texts[i] are not learned, in [0, its length]; where all are, it
         *     gives no step
         * @throws BackendException if a loss is not finite, or if this trainer knows no prompts
         */
        default List<Step> trainAnswers(long[] ids, List<String> texts, int[] promptChars, RunControl control) {
            if (Arrays.stream(promptChars).allMatch(chars -> chars == 0)) {
                return train(ids, texts, control);
            }
            throw new BackendException("trainer", "this trainer learns whole texts, not answers to prompts alone");
        }

        /**
         * Continues a prompt under the current weights. A prompt longer than the context keeps its tail, and so does a
         * text that becomes longer.
         *
         * @return the continuation, without the prompt
         */
        String generate(String prompt, GenerateOptions options, RunControl control);

        /**
         * The same, handed on while it is generated: whole characters, and nothing that is cut off in the end. The
         * pieces put together are what is returned. A trainer that cannot do this keeps the default, which hands on all
         * of it at the end.
         *
         * @param listener gets the pieces on this thread, none of them empty; what it throws ends the generation
         */
        default String generate(String prompt, GenerateOptions options, RunControl control, Consumer<String> listener) {
            String continuation = generate(prompt, options, control);
            if (!continuation.isEmpty()) {
                listener.accept(continuation);
            }
            return continuation;
        }

        /**
         * Writes what the model has become, in the layout from which the trainer can open it, as a new directory that
         * is there as a whole or not at all. The session stays as it is. A trainer that cannot save keeps this default.
         *
         * @param directory does not exist yet; what its parents lack is made
         * @param control gets the numbers written so far, and is checked between pieces of them
         * @throws java.util.concurrent.CancellationException if cancelled; nothing is left of the directory then
         * @throws IllegalArgumentException if there is something in its place already
         * @throws BackendException if it cannot be written, or if this trainer cannot save
         */
        default void save(Path directory, RunControl control) {
            throw new BackendException(
                    "trainer", directory + ": this trainer keeps its weights in memory and cannot save them");
        }

        /** Back to the base weights and fresh optimizer state, bit for bit. */
        void reset();

        /** Resets and gives the slot back. Idempotent. */
        @Override
        void close();
    }
}
