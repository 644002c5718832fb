package org.ttt4j.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Trains a model from scratch and writes a Hugging Face directory. Confined to one thread. */
public interface Pretrainer extends AutoCloseable {

    /**
     * Trains until the plan's steps or time are used up, whichever comes first. A directory that holds checkpoints of
     * the same plan and data is resumed; one that holds a finished or different run is refused.
     *
     * @param plan sizes and schedule
     * @param training training texts
     * @param heldOut texts never trained on, for the held-out bits per byte
     * @param out directory to create; complete only when the call returns
     * @param control checked between steps; reports {@link Progress.Pretrained}
     * @return bits per byte on the held-out texts at the end
     */
    Score pretrain(Plan plan, List<String> training, List<String> heldOut, Path out, RunControl control);

    /** Releases everything. Idempotent. */
    @Override
    void close();

    /**
     * Sizes and schedule. Thread-safe.
     *
     * @param layers transformer blocks
     * @param width hidden size d, a multiple of heads
     * @param heads attention heads
     * @param contextTokens T
     * @param vocabulary tokens, at most what the tokenizer has; 0 for all it has
     * @param batch sequences per step
     * @param steps optimizer steps, 0 for no limit
     * @param time time limit over all resumed runs; zero for no limit
     * @param learningRate peak of the cosine schedule
     * @param warmup steps of linear warm-up
     * @param weightDecay decoupled, at least 0
     * @param checkpointEvery time between checkpoints and held-out scores
     * @param seed of initial weights and data order
     */
    record Plan(
            int layers,
            int width,
            int heads,
            int contextTokens,
            int vocabulary,
            int batch,
            long steps,
            Duration time,
            double learningRate,
            int warmup,
            double weightDecay,
            Duration checkpointEvery,
            long seed) {
        /**
         * Refuses shapes that do not fit and plans that never end.
         *
         * @param layers at least 1
         * @param width at least 1, a multiple of {@code heads}
         * @param heads at least 1
         * @param contextTokens at least 2
         * @param vocabulary at least 0
         * @param batch at least 1
         * @param steps at least 0, not 0 if {@code time} is zero
         * @param time not negative, not zero if {@code steps} is 0
         * @param learningRate above 0
         * @param warmup at least 0
         * @param weightDecay at least 0
         * @param checkpointEvery not negative
         * @param seed any number
         */
        public Plan {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(checkpointEvery, "checkpointEvery");
            if (layers < 1 || width < 1 || heads < 1 || width % heads != 0 || contextTokens < 2 || batch < 1) {
                throw new IllegalArgumentException("found layers=" + layers + ", width=" + width + ", heads=" + heads
                        + ", contextTokens=" + contextTokens + ", batch=" + batch
                        + ", wanted positive sizes and a width that is a multiple of the heads");
            }
            if (vocabulary < 0 || steps < 0 || time.isNegative() || (steps == 0 && time.isZero())) {
                throw new IllegalArgumentException("found vocabulary=" + vocabulary + ", steps=" + steps + ", time="
                        + time + ", wanted a limit of steps or of time");
            }
            if (!(learningRate > 0) || warmup < 0 || !(weightDecay >= 0) || checkpointEvery.isNegative()) {
                throw new IllegalArgumentException("found learningRate=" + learningRate + ", warmup=" + warmup
                        + ", weightDecay=" + weightDecay + ", wanted learningRate > 0 and the others >= 0");
            }
        }
    }
}
