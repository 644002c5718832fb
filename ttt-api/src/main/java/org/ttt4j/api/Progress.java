package org.ttt4j.api;

import java.util.Objects;

/** What long work tells whoever started it. Events arrive on the working thread. Thread-safe. */
public sealed interface Progress {

    /**
     * Counted work went on.
     *
     * @param stage short name such as {@code embed} or {@code add}
     * @param done items finished so far
     * @param total all items, or -1 when unknown
     */
    record Advanced(String stage, long done, long total) implements Progress {
        /**
         * Refuses null stages.
         *
         * @param stage not null
         * @param done at least 0
         * @param total at least 0, or -1
         */
        public Advanced {
            Objects.requireNonNull(stage, "stage");
        }
    }

    /**
     * A gradient step at test time ended.
     *
     * @param step the step
     */
    record Stepped(Step step) implements Progress {
        /**
         * Refuses null.
         *
         * @param step not null
         */
        public Stepped {
            Objects.requireNonNull(step, "step");
        }
    }

    /**
     * Pretraining went on.
     *
     * @param step optimizer steps done
     * @param fraction share of the budget used, in [0, 1], whichever of steps and time is further on
     * @param loss mean training loss in nats per token since the last such event
     * @param heldOutBitsPerByte held-out bits per byte if it was measured at this step, else NaN
     * @param tokensPerSecond training tokens per second since the start of this run
     */
    record Pretrained(long step, double fraction, double loss, double heldOutBitsPerByte, double tokensPerSecond)
            implements Progress {}

    /**
     * A stream was read on.
     *
     * @param segments read since its beginning
     * @param fraction share of the stream that was read, in [0, 1]; NaN if its length is not known
     * @param online bits per byte so far, under the weights that learn
     * @param base the same under the base weights; NaN if they are not scored
     * @param tokensPerSecond since the start of this run
     */
    record Streamed(long segments, double fraction, double online, double base, double tokensPerSecond)
            implements Progress {}

    /**
     * Work waits for something outside of it.
     *
     * @param what it waits for, in words
     * @param seconds so long already
     */
    record Waiting(String what, double seconds) implements Progress {
        /**
         * Refuses null.
         *
         * @param what not null
         * @param seconds at least 0
         */
        public Waiting {
            Objects.requireNonNull(what, "what");
        }
    }
}
