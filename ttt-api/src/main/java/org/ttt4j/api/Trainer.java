package org.ttt4j.api;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A language model that can be adapted and put back. {@link #begin begin} is thread-safe; a session is confined to one
 * thread.
 */
public interface Trainer extends AutoCloseable {

    /** {@return fixed properties, the same at every call} */
    Traits traits();

    /**
     * Opens a session on the base weights, with fresh optimizer state. Waits while {@link Traits#maxSessions()} are
     * open.
     *
     * @param control looked at while waiting
     * @return a session of the calling thread, which closes it
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
        /**
         * Refuses impossible sizes.
         *
         * @param model for people
         * @param contextTokens at least 2
         * @param parameters at least 0
         * @param maxSessions at least 1
         * @param device for people
         * @param fingerprint not null, compared and never parsed
         */
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
         * @param texts possibly none; longer ones than the context are scored in windows
         * @param control checked between windows
         * @return one score per text, in order; an empty text scores {@link Score#ZERO}
         * @throws java.util.concurrent.CancellationException if cancelled between windows
         */
        List<Score> score(List<String> texts, RunControl control);

        /**
         * What {@link #score score} adds up, token by token: the log-probabilities sum to minus the score's bits times
         * ln 2. A trainer that cannot tell keeps this default.
         *
         * @param text may be empty
         * @param control checked between windows
         * @return one per scored token, in order; none for an empty text
         * @throws java.util.concurrent.CancellationException if cancelled between windows
         * @throws BackendException if this trainer cannot tell
         */
        default List<TokenScore> scoreTokens(String text, RunControl control) {
            throw new BackendException("trainer", "this trainer scores texts as a whole and no single tokens");
        }

        /**
         * {@link #scoreTokens} with the tokens that the model finds likeliest in each place. A trainer that cannot tell
         * them keeps this default, which gives the tokens of the text alone.
         *
         * @param text may be empty
         * @param most how many of the likeliest ones, at least 0; there are never more than the vocabulary has
         * @param control checked between windows
         * @return one per scored token, in order; none for an empty text
         * @throws java.util.concurrent.CancellationException if cancelled between windows
         * @throws BackendException if this trainer scores no single tokens
         */
        default List<TokenRanking> rankTokens(String text, int most, RunControl control) {
            return scoreTokens(text, control).stream()
                    .map(token -> new TokenRanking(token, List.of()))
                    .toList();
        }

        /**
         * Takes one optimizer step per context-sized chunk of each text, first text first (Hardt &amp; Sun, arXiv
         * 2305.18466). Calls add up: training on A then B equals training on both at once.
         *
         * @param ids ids reported in the steps; ids[i] belongs to texts[i]
         * @param texts as many as {@code ids}
         * @param control checked between steps; reports {@link Progress.Stepped}
         * @return the steps taken, in order; a text of fewer than two tokens gives none, and none follow once a rule
         *     of the trainer's own settings finds that it is enough
         * @throws java.util.concurrent.CancellationException if cancelled between steps; the weights are then the base
         *     weights again
         * @throws BackendException if a loss is not finite
         */
        List<Step> train(long[] ids, List<String> texts, RunControl control);

        /**
         * As {@link #train train}, but on what is answered only: of each text the first characters are read and not
         * learned. A trainer that cannot keeps this default.
         *
         * @param ids ids reported in the steps; ids[i] belongs to texts[i]
         * @param texts prompt and answer of each, one behind the other
         * @param promptChars how many characters of texts[i] are not learned, in [0, its length]; where all are, it
         *     gives no step
         * @param control checked between steps; reports {@link Progress.Stepped}
         * @return the steps taken, in order
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
         * @param prompt may be empty
         * @param options how tokens are chosen, and when to stop
         * @param control checked between tokens
         * @return the continuation, without the prompt
         */
        String generate(String prompt, GenerateOptions options, RunControl control);

        /**
         * The same, handed on while it is generated: whole characters, and nothing that is cut off in the end. The
         * pieces put together are what is returned. A trainer that cannot do this keeps the default, which hands on all
         * of it at the end.
         *
         * @param prompt may be empty
         * @param options how tokens are chosen, and when to stop
         * @param control checked between tokens
         * @param listener gets the pieces on this thread, none of them empty; what it throws ends the generation
         * @return the continuation, without the prompt
         */
        default String generate(String prompt, GenerateOptions options, RunControl control, Consumer<String> listener) {
            String continuation = generate(prompt, options, control);
            if (!continuation.isEmpty()) {
                listener.accept(continuation);
            }
            return continuation;
        }

        /**
         * The same, telling the tokens that were drawn, each with the log-probability that the model gave it: before
         * temperature, penalties and all else that {@link GenerateOptions} do to it. A trainer that does not tell them
         * keeps this default, whose answer has none.
         *
         * @param prompt may be empty
         * @param options how
         * @param most how many of the likeliest tokens are told in each place besides, at least 0
         * @param control checked between tokens
         * @param listener gets the pieces on this thread, none of them empty; what it throws ends the generation
         * @return the text and its tokens
         */
        default Generated generateTokens(
                String prompt, GenerateOptions options, int most, RunControl control, Consumer<String> listener) {
            return new Generated(generate(prompt, options, control, listener), List.of(), false);
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

        /**
         * Reads one long text piece by piece under this session's weights while they learn from it. It has no state of
         * its own: steps, reset and close are those of the session. A trainer that cannot keeps this default.
         *
         * @return at the session's present weights; it need not be closed
         * @throws BackendException if this trainer cannot
         */
        default Online online() {
            throw new BackendException("trainer", "this trainer learns whole texts and cannot adapt along a stream");
        }

        /** Back to the base weights and fresh optimizer state, bit for bit. */
        void reset();

        /** Resets and gives the slot back. Idempotent. */
        @Override
        void close();
    }

    /**
     * Dynamic evaluation: a text is read in segments, each of which is predicted and then learned (Krause et al., ICML
     * 2018 and arXiv 1904.08378; Rannen-Triki et al., arXiv 2403.01518). The caller keeps the tokens read so far and
     * hands on as much of them as the model shall still see: a text begins with {@link #prefix()}, so that segments
     * which follow each other score what {@link Session#score Session.score} gives for a text that fits into the
     * context, up to rounding.
     *
     * <p>In every call {@code context} is what stands before the segment. It is read and neither scored nor learned; it
     * is cut from the left to what fits beside the segment, and an empty one stands for the prefix. A segment has at
     * most {@link Traits#contextTokens()} tokens. Token ids that are none of the model's and longer segments are
     * refused with an IllegalArgumentException, everything with an IllegalStateException once the session is closed.
     * Confined to the session's thread.
     */
    interface Online {

        /**
         * {@return the tokens of a text, as scoring cuts it, without the prefix}
         *
         * @param text may be empty, which gives none
         */
        int[] tokens(String text);

        /**
         * The UTF-8 bytes by which a token continues a text. A trainer that cannot tell keeps this default.
         *
         * @param token id
         * @return none for a token that stands for nothing
         * @throws IllegalArgumentException if the model has no such token
         * @throws BackendException if this trainer cannot tell
         */
        default byte[] bytes(int token) {
            throw new BackendException("trainer", "this trainer does not tell what its tokens stand for");
        }

        /** {@return the token that stands before a text} */
        int prefix();

        /** {@return how many numbers a step moves: all weights, or the adapters or the part that is trained} */
        long trainedParameters();

        /**
         * Log-likelihood of each token of the segment given all before it, summed.
         *
         * @param context token ids before the segment
         * @param segment token ids, may be none
         * @param control checked before it begins
         * @return bits, the bytes that the tokens stand for, and the number of tokens; {@link Score#ZERO} for none
         * @throws java.util.concurrent.CancellationException if cancelled before it began
         * @throws BackendException if it is not finite
         */
        Score score(int[] context, int[] segment, RunControl control);

        /**
         * One optimizer step on the mean loss of the segment's tokens, each of them predicted. Where the trainer's
         * settings gather several gradients for a step, the step may be a later call's.
         *
         * @param id reported with the step, at least 0
         * @param context token ids before the segment
         * @param segment at least one token
         * @param control checked before it begins; reports {@link Progress.Stepped}
         * @return with the loss of the segment before the update
         * @throws java.util.concurrent.CancellationException if cancelled before it began; nothing was changed
         * @throws BackendException if the loss is not finite; the weights are then the base weights
         */
        Step train(long id, int[] context, int[] segment, RunControl control);

        /**
         * {@link #score score}, then {@link #train train} on the same, with equal results bit for bit. Costs less where
         * a trainer can take the score from the pass that the step needs anyway, which reads the weights before it
         * moves them.
         *
         * @param id reported with the step, at least 0
         * @param context token ids before the segment
         * @param segment at least one token
         * @param control checked before it begins; reports {@link Progress.Stepped}
         * @return the score before the step, and the step
         */
        default Scored scoreAndTrain(long id, int[] context, int[] segment, RunControl control) {
            Score score = score(context, segment, control);
            return new Scored(score, train(id, context, segment, control));
        }

        /**
         * Pulls all that is trained towards the base: w += share (w0 - w). What the optimizer keeps stays.
         *
         * @param share in [0, 1]: 0 changes nothing, 1 gives exactly the base
         */
        void decay(double share);

        /**
         * Writes all that training has moved: weights, what the optimizer keeps of them, and all counters. The file is
         * there as a whole or not at all, and replaces one of this name.
         *
         * @param file in a directory that exists
         * @throws BackendException if it cannot be written
         */
        void snapshot(Path file);

        /**
         * Becomes what the session was at {@link #snapshot snapshot}: all numbers that follow are those of a session
         * that was never interrupted, bit for bit, on the same machine.
         *
         * @param file that {@link #snapshot snapshot} wrote
         * @throws BackendException if the file is damaged, or of another model or other settings of what is trained and
         *     how; nothing was changed then
         */
        void restore(Path file);

        /**
         * Adds the squares of the gradient that {@link #train train} would take here, at this session's weights, to
         * what {@link #saveStatistics saveStatistics} writes. Nothing moves. A trainer that has no use for them keeps
         * this default.
         *
         * @param context token ids before the segment
         * @param segment at least one token, of text that the model was trained on
         * @throws BackendException if the loss is not finite, or if this trainer collects nothing
         */
        default void collect(int[] context, int[] segment) {
            throw new BackendException("trainer", "this trainer has no optimizer that needs statistics of gradients");
        }

        /**
         * Writes the mean squares of the gradients collected since the session began or was reset, for an optimizer that
         * divides by their roots (Krause et al.'s). The file is there as a whole or not at all.
         *
         * @param file to write; one of this name is replaced
         * @throws IllegalStateException if nothing was collected
         * @throws BackendException if it cannot be written, or if this trainer collects nothing
         */
        default void saveStatistics(Path file) {
            throw new BackendException("trainer", "this trainer has no optimizer that needs statistics of gradients");
        }

        /**
         * What a segment cost before it was learned, and the step it gave. Thread-safe.
         *
         * @param score of the segment, under the weights before the step
         * @param step the step
         */
        record Scored(Score score, Step step) {
            /**
             * Refuses null.
             *
             * @param score not null
             * @param step not null
             */
            public Scored {
                Objects.requireNonNull(score, "score");
                Objects.requireNonNull(step, "step");
            }
        }
    }
}
